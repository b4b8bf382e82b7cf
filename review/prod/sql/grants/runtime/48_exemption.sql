-- name:        grant exemption
-- purpose:     let a run read exemptions; only the owner adds them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_exemption from lapse_app
grant read
   on lapse_owner.lapse_exemption
   to lapse_app
