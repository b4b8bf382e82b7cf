-- name:        grant permission
-- purpose:     let a run read, lock and delete permissions, and insert none; READ is not enough to lock
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ permission }} from {{ runtime_account }}; revoke delete on {{ permission }} from {{ runtime_account }}
grant select, delete
   on {{ permission }}
   to {{ runtime_account }}
