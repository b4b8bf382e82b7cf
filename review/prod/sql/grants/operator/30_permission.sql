-- name:        grant permission
-- purpose:     let a restore read and insert permissions; it deletes none
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on app.permission from lapse_operator; revoke insert on app.permission from lapse_operator
grant read, insert
   on app.permission
   to lapse_operator
