-- name:        grant access log
-- purpose:     the log is read and never written
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ access_log }} from {{ runtime_account }}
grant select
   on {{ access_log }}
   to {{ runtime_account }}
