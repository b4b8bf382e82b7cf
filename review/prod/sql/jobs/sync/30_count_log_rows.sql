-- name:        count log rows
-- purpose:     report the log rows that this sync does not carry: of later than as-of, or without program, user or time
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access
-- undo:        none needed, the counts belong to this run
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'sync', n.count_name, sum(n.log_rows)
  from (
         select 'log_rows_left_for_later' as count_name,
                count(*) as log_rows
           from app.access_log l
          where l.accessed_at > :as_of
          union all
         select 'log_rows_without_program_or_user',
                count(*)
           from app.access_log l
          where l.accessed_at > nvl((
                  select max(w.read_to)
                    from lapse_owner.lapse_watermark w
                   where w.read_to <= :as_of
                     and w.access_log = 'app.access_log'
                ) - 3, date '0001-01-01')
            and l.accessed_at <= :as_of
            and (l.program_id is null or l.user_id is null)
          union all
         select 'log_rows_without_time',
                count(*)
           from app.access_log l
          where l.accessed_at is null
       ) n
 group by n.count_name
