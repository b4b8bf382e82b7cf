-- name:        grant permission
-- purpose:     let policy and exempt count the permissions they match
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ permission }} from {{ owner_account }}
grant read
   on {{ permission }}
   to {{ owner_account }}
