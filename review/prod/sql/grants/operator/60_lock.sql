-- name:        grant lock
-- purpose:     let a restore lock the row of the lock, for which READ is not enough
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_lock from lapse_operator
grant select
   on lapse_owner.lapse_lock
   to lapse_operator
