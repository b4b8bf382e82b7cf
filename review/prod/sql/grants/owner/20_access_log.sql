-- name:        grant access log
-- purpose:     each run looks at its columns, a purge too
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on app.access_log from lapse_owner
grant select
   on app.access_log
   to lapse_owner
