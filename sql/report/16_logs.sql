-- name:        list access logs of report
-- purpose:     list of each access log the first and the last day with rows that lapse has counted
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select d.access_log,
       to_char(min(d.log_day), 'yyyy-mm-dd') as first_day,
       to_char(max(d.log_day), 'yyyy-mm-dd') as last_day
  from {{ lapse_log_day }} d
 where d.access_log in ({{ log_names() }})
   and d.log_rows > 0
 group by d.access_log
 order by d.access_log
