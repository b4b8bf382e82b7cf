-- name:        find judged evenings
-- purpose:     find as of when the first and the newest evening that were judged looked at the permissions
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_run has one row per run
-- undo:        none needed, read only
select min(e.as_of) as first_as_of,
       max(e.as_of) as as_of
  from lapse_owner.lapse_run e
 where e.judged_at is not null
   and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
