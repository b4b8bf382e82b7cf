-- name:        grant exemption
-- purpose:     let a run read exemptions; only the owner adds them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_exemption from lapse_app
grant select
   on lapse_owner.lapse_exemption
   to lapse_app
