-- name:        grant permission
-- purpose:     policies and exemptions say how many permissions they are about
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.permission from lapse_owner
grant select
   on app.permission
   to lapse_owner
