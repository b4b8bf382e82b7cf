-- name:        overdue
-- purpose:     find that no evening has ended well for 26 hours
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_run has one row per run
-- undo:        none needed, read only
select 'critical' as state,
       case
         when g.ended_well_at is null
         then 'no evening has ended well yet'
         else 'no evening has ended well since ' || to_char(g.ended_well_at, 'yyyy-mm-dd hh24:mi:ss') || ', over 26 hours ago'
       end as finding,
       'see lapse runs, and whether cron still starts lapse run' as todo,
       g.ended_well_at
  from (
         select max(e.finished_at) as ended_well_at
           from lapse_owner.lapse_run e
          where e.status in ('done', 'rejected')
            and (e.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_run_step s where s.run_id = e.run_id and s.job = 'revoke'))
       ) g
 where g.ended_well_at is null
    or g.ended_well_at < sysdate - 26 / 24
