-- name:        grant run
-- purpose:     a restore is a run: it writes its row and says how it ended; it judges nothing
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_run }} from {{ operator_account }}
grant select, insert, update (status, heartbeat_at, finished_at, exit_code, message)
   on {{ lapse_run }}
   to {{ operator_account }}
