-- name:        grant run
-- purpose:     let a restore write the row of its run and how it ended
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_run from lapse_operator; revoke insert on lapse_owner.lapse_run from lapse_operator; revoke update on lapse_owner.lapse_run from lapse_operator
grant select, insert, update (status, heartbeat_at, finished_at, exit_code, message)
   on lapse_owner.lapse_run
   to lapse_operator
