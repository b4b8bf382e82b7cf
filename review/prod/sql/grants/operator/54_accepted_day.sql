-- name:        grant accepted day
-- purpose:     let the operator read accepted days; only the owner accepts them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_accepted_day from lapse_operator
grant read
   on lapse_owner.lapse_accepted_day
   to lapse_operator
