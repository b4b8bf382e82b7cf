-- name:        grant run
-- purpose:     let a restore write the row of its run and how it ended
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_run }} from {{ operator_account }}; revoke insert on {{ lapse_run }} from {{ operator_account }}; revoke update on {{ lapse_run }} from {{ operator_account }}
grant select, insert, update (status, heartbeat_at, finished_at, exit_code, message)
   on {{ lapse_run }}
   to {{ operator_account }}
