-- name:        abandon dead runs
-- purpose:     whoever holds the lock knows that every other run still marked running is dead
-- transaction: caller
-- binds:       none
-- index:       none; lapse_run holds a row a run
-- undo:        none needed, what they committed stands
update lapse_owner.lapse_run r
   set r.status = 'abandoned',
       r.finished_at = sysdate
 where r.status = 'running'
