-- name:        grant run step
-- purpose:     let a restore record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_run_step }} from {{ operator_account }}; revoke insert on {{ lapse_run_step }} from {{ operator_account }}
grant read, insert
   on {{ lapse_run_step }}
   to {{ operator_account }}
