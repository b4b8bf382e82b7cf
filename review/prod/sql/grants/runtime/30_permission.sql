-- name:        grant permission
-- purpose:     let a run read, lock and delete permissions, and insert none; READ is not enough to lock
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.permission from lapse_app; revoke delete on app.permission from lapse_app
grant select, delete
   on app.permission
   to lapse_app
