-- name:        grant permission
-- purpose:     let policy and exempt count the permissions they match
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on app.permission from lapse_owner
grant read
   on app.permission
   to lapse_owner
