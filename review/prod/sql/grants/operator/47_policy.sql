-- name:        grant policy
-- purpose:     policies are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_policy from lapse_operator
grant select
   on lapse_owner.lapse_policy
   to lapse_operator
