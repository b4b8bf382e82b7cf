-- name:        grant run
-- purpose:     let a run write its row, its progress and how it ended
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_run }} from {{ runtime_account }}; revoke insert on {{ lapse_run }} from {{ runtime_account }}; revoke update on {{ lapse_run }} from {{ runtime_account }}
grant select, insert, update (status, heartbeat_at, judged_at, finished_at, exit_code, message)
   on {{ lapse_run }}
   to {{ runtime_account }}
