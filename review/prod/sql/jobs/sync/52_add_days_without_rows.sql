-- name:        add days without rows
-- purpose:     record 0 rows for each day of the longest inactivity period on which a log has no row
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, the next sync counts the days of its window again
insert into lapse_owner.lapse_log_day
       (access_log, log_day, day_kind, log_rows, rows_without_id, run_id)
  with digit as (
         select 0 as d from dual
          union all
         select 1 from dual
          union all
         select 2 from dual
          union all
         select 3 from dual
          union all
         select 4 from dual
       ),
       numbers as (
         select 1 + a.d + 5 * b.d + 25 * c.d + 125 * e.d + 625 * f.d + 3125 * g.d as n
           from digit a cross join digit b cross join digit c cross join digit e cross join digit f cross join digit g
       )
select k.access_log, k.log_day,
       case when k.log_day >= trunc(k.log_day, 'iw') + 5 then 'weekend' else 'workday' end,
       0, 0, :run_id
  from (
         select f.access_log, trunc(:as_of, 'dd') - b.n as log_day
           from (
                  select d.access_log, min(d.log_day) as first_day
                    from lapse_owner.lapse_log_day d
                   group by d.access_log
                ) f
          cross join numbers b
          where b.n <= (select greatest(90, nvl(max(y.inactivity_days), 90)) as days from lapse_owner.lapse_policy y) + 1
            and trunc(:as_of, 'dd') - b.n > f.first_day
       ) k
 where not exists (
         select /*+ hash_aj */ 1 from lapse_owner.lapse_log_day d
          where d.access_log = k.access_log and d.log_day = k.log_day
       )
