-- name:        grant revocation
-- purpose:     the archive is written and never changed
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_revocation }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_revocation }}
   to {{ runtime_account }}
