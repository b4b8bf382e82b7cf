-- name:        grant run program
-- purpose:     let a run count its programs and hold those it cannot judge
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_run_program }} from {{ runtime_account }}; revoke insert on {{ lapse_run_program }} from {{ runtime_account }}; revoke update on {{ lapse_run_program }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_run_program }}
   to {{ runtime_account }}
