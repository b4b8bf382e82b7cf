-- name:        grant run step
-- purpose:     let a run record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_run_step from lapse_app
grant select, insert
   on lapse_owner.lapse_run_step
   to lapse_app
