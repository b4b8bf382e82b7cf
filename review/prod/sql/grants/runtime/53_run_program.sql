-- name:        grant run program
-- purpose:     let a run count its programs and hold those it cannot judge
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_run_program from lapse_app; revoke insert on lapse_owner.lapse_run_program from lapse_app; revoke update on lapse_owner.lapse_run_program from lapse_app
grant select, insert, update
   on lapse_owner.lapse_run_program
   to lapse_app
