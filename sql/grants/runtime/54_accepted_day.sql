-- name:        grant accepted day
-- purpose:     let a run read accepted days; only the owner accepts them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_accepted_day }} from {{ runtime_account }}
grant read
   on {{ lapse_accepted_day }}
   to {{ runtime_account }}
