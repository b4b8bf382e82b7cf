-- name:        grant access log
-- purpose:     each run looks at its columns, a purge too
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ access_log }} from {{ owner_account }}
grant select
   on {{ access_log }}
   to {{ owner_account }}
