-- name:        add days without rows
-- purpose:     record 0 rows for each day of the longest inactivity period on which a log has no row
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the next sync counts the days of its window again
insert into {{ lapse_log_day }}
       (access_log, log_day, day_kind, log_rows, rows_without_id, run_id)
  with {{ numbers() }}
select k.access_log, k.log_day,
       case when k.log_day >= trunc(k.log_day, 'iw') + 5 then 'weekend' else 'workday' end,
       0, 0, :run_id
  from (
         select f.access_log, trunc(:as_of, 'dd') - b.n as log_day
           from (
                  select d.access_log, min(d.log_day) as first_day
                    from {{ lapse_log_day }} d
                   group by d.access_log
                ) f
          cross join numbers b
          where b.n <= {{ longest_period() }} + 1
            and trunc(:as_of, 'dd') - b.n > f.first_day
       ) k
 where not exists (
         select{{ hint("add_days_without_rows", "hash_aj") }} 1 from {{ lapse_log_day }} d
          where d.access_log = k.access_log and d.log_day = k.log_day
       )
