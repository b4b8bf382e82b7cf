-- name:        abandon dead runs
-- purpose:     mark every other run still marked running as abandoned; the holder of the lock knows they are dead
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_run }} has one row per run
-- undo:        none needed, what they committed stays
update {{ lapse_run }} r
   set r.status = 'abandoned',
       r.finished_at = sysdate
 where r.status = 'running'
