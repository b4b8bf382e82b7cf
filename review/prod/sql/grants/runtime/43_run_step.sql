-- name:        grant run step
-- purpose:     let a run record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_run_step from lapse_app; revoke insert on lapse_owner.lapse_run_step from lapse_app
grant read, insert
   on lapse_owner.lapse_run_step
   to lapse_app
