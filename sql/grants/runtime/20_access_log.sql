-- name:        grant access log
-- purpose:     let the account read the access log, and never write to it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ access_log }} from {{ runtime_account }}
grant read
   on {{ access_log }}
   to {{ runtime_account }}
