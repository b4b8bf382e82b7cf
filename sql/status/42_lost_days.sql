-- name:        lost days
-- purpose:     find lost days that nobody has accepted
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select 'warning' as state,
       {{ counted("count(*)", "lost day") }} || ' of ' || d.access_log || ' not accepted, the oldest ' || to_char(min(d.log_day), 'yyyy-mm-dd') as finding,
       'insert the missing rows, or accept the days with lapse log-day accept' as todo,
       d.access_log,
       count(*) as lost_days,
       min(d.log_day) as oldest_day
  from {{ lapse_log_day }} d
 where {{ open_lost_day("d") }}
   and d.access_log in ({{ log_names() }})
 group by d.access_log
 order by d.access_log
