-- name:        grant log day
-- purpose:     let the operator read the counted days of the logs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_log_day }} from {{ operator_account }}
grant read
   on {{ lapse_log_day }}
   to {{ operator_account }}
