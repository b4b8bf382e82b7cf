-- name:        grant access log
-- purpose:     the log is read and never written
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.access_log from lapse_app
grant select
   on app.access_log
   to lapse_app
