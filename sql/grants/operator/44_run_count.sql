-- name:        grant run count
-- purpose:     what a run counted is written once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_run_count }} from {{ operator_account }}
grant select, insert
   on {{ lapse_run_count }}
   to {{ operator_account }}
