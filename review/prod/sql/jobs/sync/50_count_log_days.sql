-- name:        count log days
-- purpose:     count the rows of each log for each day that its window touches
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window
-- undo:        none needed, the next sync counts the days of its window again
merge /*+ leading(s) use_hash(d) */ into lapse_owner.lapse_log_day d
using (
        select /*+ no_merge leading(g w) use_hash(w) */ g.access_log, g.log_day, g.log_rows, g.rows_without_id, w.read_from,
               case when g.log_day >= trunc(g.log_day, 'iw') + 5 then 'weekend' else 'workday' end as day_kind
          from (
                 select /*+ no_merge */ n.access_log, n.log_day, count(n.named) as log_rows, count(*) - count(n.named) as rows_without_id
                   from (
                          select 'app.access_log' as access_log,
                                 trunc(l.accessed_at, 'dd') as log_day,
                                 case when l.program_id is not null and l.user_id is not null then 1 end as named
                            from app.access_log l
                           where l.accessed_at >= (select trunc(w.read_from, 'dd') from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id)
                             and l.accessed_at < trunc(:as_of, 'dd')
                        ) n
                  group by n.access_log, n.log_day
               ) g
          join lapse_owner.lapse_watermark w on w.access_log = g.access_log
         where w.run_id = :run_id
      ) s
   on (d.access_log = s.access_log and d.log_day = s.log_day)
 when matched then
      update
         set d.log_rows = s.log_rows,
             d.rows_without_id = s.rows_without_id,
             d.run_id = :run_id
       where d.log_day >= s.read_from
 when not matched then
      insert (access_log, log_day, day_kind, log_rows, rows_without_id, run_id)
      values (s.access_log, s.log_day, s.day_kind, s.log_rows, s.rows_without_id, :run_id)
