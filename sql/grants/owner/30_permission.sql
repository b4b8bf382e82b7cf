-- name:        grant permission
-- purpose:     let policy and exempt count the permissions they match
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ permission }} from {{ owner_account }}
grant select
   on {{ permission }}
   to {{ owner_account }}
