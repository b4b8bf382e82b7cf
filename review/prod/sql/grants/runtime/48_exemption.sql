-- name:        grant exemption
-- purpose:     exemptions are made by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_exemption from lapse_app
grant select
   on lapse_owner.lapse_exemption
   to lapse_app
