-- name:        guard log volume
-- purpose:     stop if the last whole day has under {{ guards.min_log_volume_percent }} % of the usual rows and nobody has accepted the day
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select w.access_log || ' has ' || nvl(y.log_rows, 0) || case y.log_rows when 1 then ' row of ' else ' rows of ' end || to_char(k.last_day, 'yyyy-mm-dd')
       || ', under {{ guards.min_log_volume_percent }} % of what is usual on such a day' as reason
  from (
         select trunc(:as_of, 'dd') - 1 as last_day,
                case when trunc(:as_of, 'dd') - 1 >= trunc(trunc(:as_of, 'dd') - 1, 'iw') + 5 then 'weekend' else 'workday' end as day_kind
           from dual
       ) k
 cross join {{ lapse_watermark }} w
  left join {{ lapse_log_day }} y on y.access_log = w.access_log and y.log_day = k.last_day
 where w.run_id = :run_id
   and {{ not_accepted("y") }}
   and 8 <= (
         select count(*) from {{ lapse_log_day }} d
          where d.access_log = w.access_log and d.day_kind = k.day_kind and d.log_day < k.last_day
            and d.log_day >= k.last_day - case k.day_kind when 'weekend' then 49 else 21 end
            and d.log_rows > nvl(y.log_rows, 0) * 100 / nullif({{ guards.min_log_volume_percent }}, 0)
       )
