-- name:        grant access log
-- purpose:     each run looks at its columns, a restore too
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ access_log }} from {{ operator_account }}
grant select
   on {{ access_log }}
   to {{ operator_account }}
