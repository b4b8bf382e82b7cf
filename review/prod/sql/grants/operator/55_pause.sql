-- name:        grant pause
-- purpose:     let the operator read pauses; only the owner pauses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_pause from lapse_operator
grant read
   on lapse_owner.lapse_pause
   to lapse_operator
