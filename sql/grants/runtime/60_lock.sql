-- name:        grant lock
-- purpose:     let a run lock the row of the lock, for which READ is not enough
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_lock }} from {{ runtime_account }}
grant select
   on {{ lapse_lock }}
   to {{ runtime_account }}
