-- name:        grant held program
-- purpose:     what a run left alone is written once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_held_program }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_held_program }}
   to {{ runtime_account }}
