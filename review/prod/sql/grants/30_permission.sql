-- name:        grant permission
-- purpose:     select locks candidates too, where read would not do; delete takes them; insert is for restore alone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on app.permission from lapse_app
grant select, insert, delete
   on app.permission
   to lapse_app
