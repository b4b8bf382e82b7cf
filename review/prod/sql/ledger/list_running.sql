-- name:        list running
-- purpose:     what the holder of the lock does: the runs still marked running, the newest first
-- transaction: caller
-- binds:       none
-- index:       none; lapse_run holds a row a run
-- undo:        none needed, read only
select r.run_id,
       r.jobs
  from lapse_owner.lapse_run r
 where r.status = 'running'
 order by r.run_id desc
