-- name:        grant access log
-- purpose:     let the account read the access log, and never write to it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on app.access_log from lapse_app
grant read
   on app.access_log
   to lapse_app
