-- name:        grant lock
-- purpose:     a run holds the lock's row for update, for which read would not do
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_lock from lapse_app
grant select
   on lapse_owner.lapse_lock
   to lapse_app
