-- name:        grant run program
-- purpose:     let the operator read which programs were held, and why
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_run_program }} from {{ operator_account }}
grant read
   on {{ lapse_run_program }}
   to {{ operator_account }}
