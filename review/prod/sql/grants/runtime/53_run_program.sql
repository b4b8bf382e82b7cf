-- name:        grant run program
-- purpose:     each run counts the programs, and holds those that cannot be judged
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on lapse_owner.lapse_run_program from lapse_app
grant select, insert, update
   on lapse_owner.lapse_run_program
   to lapse_app
