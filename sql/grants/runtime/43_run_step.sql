-- name:        grant run step
-- purpose:     let a run record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_run_step }} from {{ runtime_account }}; revoke insert on {{ lapse_run_step }} from {{ runtime_account }}
grant read, insert
   on {{ lapse_run_step }}
   to {{ runtime_account }}
