-- name:        guard log volume
-- purpose:     stop where the last whole day has under 50 % of its usual rows: the median of the workdays of 21 days, or weekend days of 49
-- transaction: guard
-- binds:       run_id, as_of
-- index:       lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select w.access_log || ' has ' || nvl(y.log_rows, 0) || ' rows of '
       || to_char(trunc(:as_of, 'dd') - 1, 'yyyy-mm-dd')
       || ', under 50 % of the ' || m.log_rows || ' usual on such a day' as reason
  from lapse_owner.lapse_watermark w
  join (
         select r.access_log,
                r.log_rows
           from (
                  -- of 15 workdays and of 14 weekend days the eighth busiest is the median, also where a day has no row
                  select d.access_log,
                         d.log_rows,
                         row_number() over (partition by d.access_log order by d.log_rows desc) as place
                    from lapse_owner.lapse_log_day d
                    join (
                           select trunc(:as_of, 'dd') - 1 as last_day,
                                  case
                                    when trunc(:as_of, 'dd') - 1 >= trunc(trunc(:as_of, 'dd') - 1, 'iw') + 5 then 49
                                    else 21
                                  end as days_back
                             from dual
                         ) k
                      on d.log_day >= k.last_day - k.days_back
                     and d.log_day < k.last_day
                     and (
                           (k.days_back = 49 and d.log_day >= trunc(d.log_day, 'iw') + 5)
                           or (k.days_back = 21 and d.log_day < trunc(d.log_day, 'iw') + 5)
                         )
                ) r
          where r.place = 8
       ) m
    on m.access_log = w.access_log
  left join lapse_owner.lapse_log_day y
    on y.access_log = w.access_log
   and y.log_day = trunc(:as_of, 'dd') - 1
 where w.run_id = :run_id
   and nvl(y.log_rows, 0) * 100 < 50 * m.log_rows
