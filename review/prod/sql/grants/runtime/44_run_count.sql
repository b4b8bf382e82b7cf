-- name:        grant run count
-- purpose:     what a run counted is written once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_run_count from lapse_app
grant select, insert
   on lapse_owner.lapse_run_count
   to lapse_app
