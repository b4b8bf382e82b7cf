-- name:        grant last access
-- purpose:     why a permission stands, and whose lapses soon
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_last_access from lapse_operator
grant select
   on lapse_owner.lapse_last_access
   to lapse_operator
