-- name:        grant exemption
-- purpose:     exemptions are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_exemption from lapse_operator
grant select
   on lapse_owner.lapse_exemption
   to lapse_operator
