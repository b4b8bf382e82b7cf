-- name:        grant exemption
-- purpose:     let the operator read exemptions; only the owner adds them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_exemption from lapse_operator
grant read
   on lapse_owner.lapse_exemption
   to lapse_operator
