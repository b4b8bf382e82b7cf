-- name:        grant access log
-- purpose:     let every run, a restore too, check the columns of the access log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.access_log from lapse_operator
grant select
   on app.access_log
   to lapse_operator
