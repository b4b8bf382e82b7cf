-- name:        grant run
-- purpose:     each run writes its row and says how far it is and how it ended; what it was asked for stays as written
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on lapse_owner.lapse_run from lapse_app
grant select, insert, update (status, heartbeat_at, judged_at, finished_at, exit_code, message)
   on lapse_owner.lapse_run
   to lapse_app
