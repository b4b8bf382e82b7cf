-- name:        grant log day
-- purpose:     the days of the logs are read, and counted by the runtime account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_log_day from lapse_operator
grant select
   on lapse_owner.lapse_log_day
   to lapse_operator
