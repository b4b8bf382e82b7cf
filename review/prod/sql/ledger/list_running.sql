-- name:        list running
-- purpose:     list the runs still marked running, the newest first
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_run has one row per run
-- undo:        none needed, read only
select r.run_id,
       r.jobs
  from lapse_owner.lapse_run r
 where r.status = 'running'
 order by r.run_id desc
