-- name:        find newest evening
-- purpose:     find the newest evening that has ended
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_run has one row per run
-- undo:        none needed, read only
select max(e.run_id) as run_id
  from lapse_owner.lapse_run e
 where e.status <> 'running'
   and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
