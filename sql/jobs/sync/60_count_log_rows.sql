-- name:        count log rows
-- purpose:     count the log rows that this sync leaves out: later than as-of, or without program or user
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access; one pass over {{ lapse_log_day }}
-- undo:        none needed, the counts belong to this run
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'sync', 'log_rows_without_program_or_user', nvl(sum(d.rows_without_id), 0)
  from {{ lapse_log_day }} d
 where d.run_id = :run_id
 union all
select :run_id, 'sync', 'log_rows_left_for_later', sum(n.log_rows)
  from (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first -}}
         select count(*) as log_rows
           from {{ log }} l
          where l.{{ log.accessed_at }} > :as_of
{%- endfor %}
       ) n
