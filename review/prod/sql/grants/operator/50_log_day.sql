-- name:        grant log day
-- purpose:     let the operator read the counted days of the logs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_log_day from lapse_operator
grant read
   on lapse_owner.lapse_log_day
   to lapse_operator
