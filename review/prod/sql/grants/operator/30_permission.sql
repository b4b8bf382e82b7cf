-- name:        grant permission
-- purpose:     a restore puts permissions back, and sees which are there; it takes none
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on app.permission from lapse_operator
grant select, insert
   on app.permission
   to lapse_operator
