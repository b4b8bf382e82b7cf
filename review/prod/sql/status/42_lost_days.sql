-- name:        lost days
-- purpose:     find lost days that nobody has accepted
-- transaction: caller
-- binds:       none
-- index:       lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select 'warning' as state,
       count(*) || case count(*) when 1 then ' lost day' else ' lost days' end || ' of ' || d.access_log || ' not accepted, the oldest ' || to_char(min(d.log_day), 'yyyy-mm-dd') as finding,
       'insert the missing rows, or accept the days with lapse log-day accept' as todo,
       d.access_log,
       count(*) as lost_days,
       min(d.log_day) as oldest_day
  from lapse_owner.lapse_log_day d
 where d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100
   and not exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day and t.ended_at is null
       )
   and d.access_log in ('app.access_log')
 group by d.access_log
 order by d.access_log
