-- name:        grant run count
-- purpose:     let a restore record its counts
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_run_count }} from {{ operator_account }}; revoke insert on {{ lapse_run_count }} from {{ operator_account }}
grant read, insert
   on {{ lapse_run_count }}
   to {{ operator_account }}
