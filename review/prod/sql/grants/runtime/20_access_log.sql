-- name:        grant access log
-- purpose:     let the account read the access log, and never write to it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.access_log from lapse_app
grant select
   on app.access_log
   to lapse_app
