-- name:        count log rows
-- purpose:     report the log rows that this sync does not carry: of later than as-of, or without program, user or time
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of the access log, led by its time of access
-- undo:        none needed, the counts belong to this run
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'sync', 'log_rows_left_for_later', count(*)
  from {{ access_log }} l
 where l.{{ access_log.accessed_at }} > :as_of
 union all
select :run_id, 'sync', 'log_rows_without_program_or_user', count(*)
  from {{ access_log }} l
 where l.{{ access_log.accessed_at }} > {{ watermark() }}
   and l.{{ access_log.accessed_at }} <= :as_of
   and (l.{{ access_log.program_id }} is null or l.{{ access_log.user_id }} is null)
 union all
select :run_id, 'sync', 'log_rows_without_time', count(*)
  from {{ access_log }} l
 where l.{{ access_log.accessed_at }} is null
