-- name:        grant run count
-- purpose:     let a restore record its counts
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_run_count from lapse_operator; revoke insert on lapse_owner.lapse_run_count from lapse_operator
grant read, insert
   on lapse_owner.lapse_run_count
   to lapse_operator
