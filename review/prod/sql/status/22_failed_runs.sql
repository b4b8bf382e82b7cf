-- name:        failed runs
-- purpose:     find other runs that failed or died since the last good evening
-- transaction: caller
-- binds:       none
-- index:       lapse_run_pk (run_id)
-- undo:        none needed, read only
select 'warning' as state,
       f.runs || case f.runs when 1 then ' other run' else ' other runs' end || ' failed or died since the last good evening, the newest run ' || f.run_id as finding,
       'see lapse show ' || f.run_id as todo,
       f.runs,
       f.run_id
  from (
         select count(*) as runs,
                max(r.run_id) as run_id
           from lapse_owner.lapse_run r
          where r.run_id > nvl((
                   select max(e.run_id)
                     from lapse_owner.lapse_run e
                    where e.status in ('done', 'rejected')
                      and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
                 ), 0)
            and r.run_id <> nvl((
                   select max(e.run_id)
                     from lapse_owner.lapse_run e
                    where (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
                 ), 0)
            and r.status in ('failed', 'abandoned')
       ) f
 where f.runs > 0
