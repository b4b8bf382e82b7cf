-- name:        grant revocation
-- purpose:     let revoke write the archive, and never change it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_revocation }} from {{ runtime_account }}; revoke insert on {{ lapse_revocation }} from {{ runtime_account }}
grant read, insert
   on {{ lapse_revocation }}
   to {{ runtime_account }}
