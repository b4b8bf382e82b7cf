-- name:        guard lost days
-- purpose:     stop if a log has lost a day of the last {{ policy.inactivity_days }} and nobody has accepted the day
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id), {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select o.access_log || ' has lost ' || o.days || case o.days when 1 then ' day' else ' days' end || ' of the last {{ policy.inactivity_days }}, the oldest '
       || to_char(o.log_day, 'yyyy-mm-dd') || ' (' || o.log_rows || case o.log_rows when 1 then ' row, ' else ' rows, ' end || o.usual_rows
       || ' are usual): insert the missing rows, or accept the day, see lapse log-day list' as reason
  from (
         select d.access_log, d.log_day, d.log_rows, d.usual_rows,
                row_number() over (partition by d.access_log order by d.log_day) as place,
                count(*) over (partition by d.access_log) as days
           from {{ lapse_watermark }} w
           join {{ lapse_log_day }} d on d.access_log = w.access_log
          where w.run_id = :run_id
            and {{ in_period("d", policy.inactivity_days) }}
            and {{ open_lost_day("d") | indent(9) }}
       ) o
 where o.place = 1
