-- name:        grant log day
-- purpose:     let sync count the days of its window
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_log_day }} from {{ runtime_account }}; revoke insert on {{ lapse_log_day }} from {{ runtime_account }}; revoke update on {{ lapse_log_day }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_log_day }}
   to {{ runtime_account }}
