-- name:        grant lock
-- purpose:     let a run lock the row of the lock, for which READ is not enough
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_lock from lapse_app
grant select
   on lapse_owner.lapse_lock
   to lapse_app
