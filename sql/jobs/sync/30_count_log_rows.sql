-- name:        count log rows
-- purpose:     report the log rows that this sync does not carry: of later than as-of, or without program, user or time
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access
-- undo:        none needed, the counts belong to this run
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'sync', n.count_name, sum(n.log_rows)
  from (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first -}}
         select 'log_rows_left_for_later' as count_name,
                count(*) as log_rows
           from {{ log }} l
          where l.{{ log.accessed_at }} > :as_of
          union all
         select 'log_rows_without_program_or_user',
                count(*)
           from {{ log }} l
          where l.{{ log.accessed_at }} > {{ watermark(log) | indent(9) }}
            and l.{{ log.accessed_at }} <= :as_of
            and (l.{{ log.program_id }} is null or l.{{ log.user_id }} is null)
          union all
         select 'log_rows_without_time',
                count(*)
           from {{ log }} l
          where l.{{ log.accessed_at }} is null
{%- endfor %}
       ) n
 group by n.count_name
