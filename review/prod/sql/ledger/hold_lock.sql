-- name:        hold lock
-- purpose:     lock the one row that lets a single run work at a time
-- transaction: caller
-- binds:       none
-- index:       lapse_lock_pk (lock_name)
-- undo:        none needed, the lock ends with its session
select k.lock_name
  from lapse_owner.lapse_lock k
 where k.lock_name = 'run'
   for update nowait
