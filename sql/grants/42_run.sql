-- name:        grant run
-- purpose:     each run writes its row and says how far it is
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_run }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_run }}
   to {{ runtime_account }}
