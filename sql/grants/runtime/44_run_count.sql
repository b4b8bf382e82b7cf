-- name:        grant run count
-- purpose:     let a run record its counts
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_run_count }} from {{ runtime_account }}; revoke insert on {{ lapse_run_count }} from {{ runtime_account }}
grant read, insert
   on {{ lapse_run_count }}
   to {{ runtime_account }}
