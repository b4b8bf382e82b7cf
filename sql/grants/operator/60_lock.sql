-- name:        grant lock
-- purpose:     let a restore lock the row of the lock, for which READ is not enough
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_lock }} from {{ operator_account }}
grant select
   on {{ lapse_lock }}
   to {{ operator_account }}
