-- name:        grant run count
-- purpose:     let a run record its counts
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_run_count from lapse_app; revoke insert on lapse_owner.lapse_run_count from lapse_app
grant read, insert
   on lapse_owner.lapse_run_count
   to lapse_app
