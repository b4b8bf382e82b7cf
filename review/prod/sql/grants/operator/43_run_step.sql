-- name:        grant run step
-- purpose:     let a restore record its steps
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_run_step from lapse_operator; revoke insert on lapse_owner.lapse_run_step from lapse_operator
grant read, insert
   on lapse_owner.lapse_run_step
   to lapse_operator
