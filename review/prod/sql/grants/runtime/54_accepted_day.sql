-- name:        grant accepted day
-- purpose:     let a run read accepted days; only the owner accepts them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_accepted_day from lapse_app
grant read
   on lapse_owner.lapse_accepted_day
   to lapse_app
