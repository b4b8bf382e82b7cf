-- name:        grant permission
-- purpose:     select locks candidates too, where read would not do; delete takes them; nothing is ever put back by this account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, delete on app.permission from lapse_app
grant select, delete
   on app.permission
   to lapse_app
