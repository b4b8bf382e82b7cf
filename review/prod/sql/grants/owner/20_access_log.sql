-- name:        grant access log
-- purpose:     let every run, a purge too, check the columns of the access log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on app.access_log from lapse_owner
grant read
   on app.access_log
   to lapse_owner
