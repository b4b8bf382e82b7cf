-- name:        count log days
-- purpose:     how many rows each log has of each whole day of its window; days are counted again while a window covers them
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access; or the partitions of the window
-- undo:        none needed, the next sync counts the days of its window again
merge into {{ lapse_log_day }} d
using (
{%- for log in access_logs %}
        {{ "union all\n        " if not loop.first -}}
        select '{{ log }}' as access_log,
               trunc(l.{{ log.accessed_at }}, 'dd') as log_day,
               count(*) as log_rows,
               sum(case when l.{{ log.program_id }} is null or l.{{ log.user_id }} is null then 1 else 0 end) as rows_without_id
          from {{ log }} l
         where l.{{ log.accessed_at }} >= {{ window_begin(log) }}
           and l.{{ log.accessed_at }} < trunc(:as_of, 'dd')
         group by trunc(l.{{ log.accessed_at }}, 'dd')
{%- endfor %}
      ) s
   on (d.access_log = s.access_log and d.log_day = s.log_day)
 when matched then
      update
         set d.log_rows = s.log_rows,
             d.rows_without_id = s.rows_without_id,
             d.run_id = :run_id
 when not matched then
      insert (access_log, log_day, log_rows, rows_without_id, run_id)
      values (s.access_log, s.log_day, s.log_rows, s.rows_without_id, :run_id)
