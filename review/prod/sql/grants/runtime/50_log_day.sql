-- name:        grant log day
-- purpose:     let sync count the days of its window
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_log_day from lapse_app; revoke insert on lapse_owner.lapse_log_day from lapse_app; revoke update on lapse_owner.lapse_log_day from lapse_app
grant select, insert, update
   on lapse_owner.lapse_log_day
   to lapse_app
