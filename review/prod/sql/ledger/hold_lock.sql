-- name:        hold lock
-- purpose:     one run at a time: held by a session that never commits, so that it dies with it
-- transaction: caller
-- binds:       none
-- index:       lapse_lock_pk (lock_name)
-- undo:        none needed, the lock ends with its session
select k.lock_name
  from lapse_owner.lapse_lock k
 where k.lock_name = 'run'
   for update nowait
