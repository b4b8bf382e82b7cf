-- name:        grant run step
-- purpose:     let a run record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_run_step }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_run_step }}
   to {{ runtime_account }}
