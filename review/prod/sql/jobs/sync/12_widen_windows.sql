-- name:        widen windows
-- purpose:     start the window earlier, at a lost day whose rows have changed or at a silence that has ended
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_log_day_pk (access_log, log_day), each access log's index on its time of access
-- undo:        none needed, reading rows of the log again changes nothing
merge /*+ leading(s) use_nl(w) index(w lapse_watermark_pk) */ into lapse_owner.lapse_watermark w
using (
        select /*+ no_merge */ n.access_log, min(n.read_from) as read_from
          from (
                 select k.access_log, k.log_day as read_from
                   from (
                          select d.access_log, d.log_day, d.log_rows + d.rows_without_id as counted_rows,
                                 case d.access_log
                                   when 'app.access_log' then (
                                     select count(*) from app.access_log l
                                      where l.accessed_at >= d.log_day and l.accessed_at < d.log_day + 1
                                   )
                                 end as found_rows
                            from lapse_owner.lapse_log_day d
                           where (d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100 or d.lost_at > :as_of - 3)
                             and not exists (
                                   select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day and t.ended_at is null
                                 )
                        ) k
                  where k.found_rows <> k.counted_rows
                  union all
                 select /*+ leading(r v) use_nl(v) */ v.access_log, r.gap_from
                   from lapse_owner.lapse_run_program r
                   join lapse_owner.lapse_watermark v on v.run_id = :run_id
                  where r.run_id = (select /*+ no_unnest */ max(q.run_id) from lapse_owner.lapse_run q where q.judged_at is not null and q.run_id < :run_id)
                    and r.gap_ended_at <= :as_of - 3
               ) n
         group by n.access_log
      ) s
   on (w.access_log = s.access_log and w.run_id = :run_id)
 when matched then
      update set w.read_from = s.read_from
       where w.read_from > s.read_from
