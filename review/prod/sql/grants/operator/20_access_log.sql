-- name:        grant access log
-- purpose:     each run looks at its columns, a restore too
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.access_log from lapse_operator
grant select
   on app.access_log
   to lapse_operator
