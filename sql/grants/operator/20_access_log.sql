-- name:        grant access log
-- purpose:     let every run, a restore too, check the columns of the access log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ access_log }} from {{ operator_account }}
grant read
   on {{ access_log }}
   to {{ operator_account }}
