-- name:        grant accepted day
-- purpose:     let the operator read accepted days; only the owner accepts them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_accepted_day }} from {{ operator_account }}
grant read
   on {{ lapse_accepted_day }}
   to {{ operator_account }}
