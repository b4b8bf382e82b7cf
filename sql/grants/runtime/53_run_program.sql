-- name:        grant run program
-- purpose:     each run counts the programs, and holds those that cannot be judged
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_run_program }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_run_program }}
   to {{ runtime_account }}
