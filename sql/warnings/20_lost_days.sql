-- name:        lost days
-- purpose:     how many lost days of each access log nobody has accepted, and the oldest
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}log_day_pk (access_log, log_day); a row a day
-- undo:        none needed, read only
select 'lost days of ' || d.access_log || ' that nobody has accepted: ' || count(*) || ', the oldest ' || to_char(min(d.log_day), 'yyyy-mm-dd')
       || '; load their rows, or accept them: lapse log-day' as warning,
       d.access_log,
       count(*) as lost_days,
       min(d.log_day) as oldest_day
  from {{ lapse_log_day }} d
 where {{ open_lost_day("d") }}
   and d.access_log in ({{ log_names() }})
 group by d.access_log
 order by d.access_log
