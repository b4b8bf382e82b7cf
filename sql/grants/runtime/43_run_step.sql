-- name:        grant run step
-- purpose:     what a step did is written once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_run_step }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_run_step }}
   to {{ runtime_account }}
