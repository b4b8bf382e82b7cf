-- name:        grant run
-- purpose:     let a run write its row, its progress and how it ended
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_run from lapse_app; revoke insert on lapse_owner.lapse_run from lapse_app; revoke update on lapse_owner.lapse_run from lapse_app
grant select, insert, update (status, heartbeat_at, judged_at, finished_at, exit_code, message)
   on lapse_owner.lapse_run
   to lapse_app
