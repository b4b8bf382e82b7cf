-- name:        grant access log
-- purpose:     let every run, a purge too, check the columns of the access log
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ access_log }} from {{ owner_account }}
grant read
   on {{ access_log }}
   to {{ owner_account }}
