-- name:        grant revocation
-- purpose:     the archive is written and never changed, save for what a restore marks
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_revocation }} from {{ runtime_account }}
grant select, insert, update (restored_at, restored_by, restore_run_id)
   on {{ lapse_revocation }}
   to {{ runtime_account }}
