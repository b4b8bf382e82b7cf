-- name:        widen windows
-- purpose:     start the window earlier, at a lost day whose rows have changed or at a silence that has ended
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}log_day_pk (access_log, log_day), each access log's index on its time of access
-- undo:        none needed, reading rows of the log again changes nothing
merge{{ hint("widen_windows", "leading(s) use_nl(w) index(w " ~ prefix ~ "watermark_pk)") }} into {{ lapse_watermark }} w
using (
        select /*+ no_merge */ n.access_log, min(n.read_from) as read_from
          from (
                 select k.access_log, k.log_day as read_from
                   from (
                          select d.access_log, d.log_day, d.log_rows + d.rows_without_id as counted_rows,
                                 case d.access_log
{%- for log in access_logs %}
                                   when '{{ log }}' then (
                                     select count(*) from {{ log }} l
                                      where l.{{ log.accessed_at }} >= d.log_day and l.{{ log.accessed_at }} < d.log_day + 1
                                   )
{%- endfor %}
                                 end as found_rows
                            from {{ lapse_log_day }} d
                           where ({{ lost_day("d") }} or d.lost_at > :as_of - {{ sync.look_back_days }})
                             and {{ not_accepted("d") | indent(26) }}
                        ) k
                  where k.found_rows <> k.counted_rows
                  union all
                 select{{ hint("widen_windows_gaps", "leading(r v) use_nl(v)") }} v.access_log, r.gap_from
                   from {{ lapse_run_program }} r
                   join {{ lapse_watermark }} v on v.run_id = :run_id
                  where r.run_id = {{ judged_before() | indent(17) }}
                    and r.gap_ended_at <= :as_of - {{ sync.look_back_days }}
               ) n
         group by n.access_log
      ) s
   on (w.access_log = s.access_log and w.run_id = :run_id)
 when matched then
      update set w.read_from = s.read_from
       where w.read_from > s.read_from
