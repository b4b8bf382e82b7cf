-- name:        grant access log
-- purpose:     let every run, a restore too, check the columns of the access log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on app.access_log from lapse_operator
grant read
   on app.access_log
   to lapse_operator
