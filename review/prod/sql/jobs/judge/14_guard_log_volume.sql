-- name:        guard log volume
-- purpose:     stop if the last whole day has under 50 % of the usual rows and nobody has accepted the day
-- transaction: guard
-- binds:       run_id, as_of
-- index:       lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select w.access_log || ' has ' || nvl(y.log_rows, 0) || case y.log_rows when 1 then ' row of ' else ' rows of ' end || to_char(k.last_day, 'yyyy-mm-dd')
       || ', under 50 % of what is usual on such a day' as reason
  from (
         select trunc(:as_of, 'dd') - 1 as last_day,
                case when trunc(:as_of, 'dd') - 1 >= trunc(trunc(:as_of, 'dd') - 1, 'iw') + 5 then 'weekend' else 'workday' end as day_kind
           from dual
       ) k
 cross join lapse_owner.lapse_watermark w
  left join lapse_owner.lapse_log_day y on y.access_log = w.access_log and y.log_day = k.last_day
 where w.run_id = :run_id
   and not exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = y.access_log and t.log_day = y.log_day and t.ended_at is null
       )
   and 8 <= (
         select count(*) from lapse_owner.lapse_log_day d
          where d.access_log = w.access_log and d.day_kind = k.day_kind and d.log_day < k.last_day
            and d.log_day >= k.last_day - case k.day_kind when 'weekend' then 49 else 21 end
            and d.log_rows > nvl(y.log_rows, 0) * 100 / nullif(50, 0)
       )
