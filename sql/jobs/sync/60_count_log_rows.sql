-- name:        count log rows
-- purpose:     report the log rows that this sync does not carry: later than as-of, or without program or user
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access; {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the counts belong to this run
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'sync', n.count_name, sum(n.log_rows)
  from (
         select 'log_rows_without_program_or_user' as count_name,
                d.rows_without_id as log_rows
           from {{ lapse_log_day }} d
          where d.run_id = :run_id
{%- for log in access_logs %}
          union all
         select 'log_rows_without_program_or_user',
                count(*)
           from {{ log }} l
          where l.{{ log.accessed_at }} >= trunc(:as_of, 'dd')
            and l.{{ log.accessed_at }} <= :as_of
            and (l.{{ log.program_id }} is null or l.{{ log.user_id }} is null)
          union all
         select 'log_rows_left_for_later',
                count(*)
           from {{ log }} l
          where l.{{ log.accessed_at }} > :as_of
{%- endfor %}
       ) n
 group by n.count_name
