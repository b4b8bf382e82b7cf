-- name:        open windows
-- purpose:     write down first which rows of each log this sync reads: from 3 days before the newest row of the last finished window, or from the oldest lost day that nobody has accepted, until 3 days after it was found lost last
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_watermark_pk (access_log, run_id); of each access log, led by its time of access; a min/max scan
-- undo:        none needed, a window that is not closed moves no later one forward
insert into lapse_owner.lapse_watermark
       (access_log, run_id, read_from, read_to)
select n.access_log,
       :run_id,
       case
         when max(w.read_to) is null then date '0001-01-01'
         when max(w.read_to) - 3 > min(o.oldest_lost_day) then min(o.oldest_lost_day)
         else max(w.read_to) - 3
       end as read_from,
       n.read_to
  from (
         select 'app.access_log' as access_log,
                cast(max(l.accessed_at) as date) as read_to
           from app.access_log l
          where l.accessed_at <= :as_of
       ) n
  left join lapse_owner.lapse_watermark w
    on w.access_log = n.access_log
   and w.synced_to is not null
   and w.read_to <= :as_of
  left join (
         select d.access_log,
                min(d.log_day) as oldest_lost_day
           from lapse_owner.lapse_log_day d
          where (d.usual_rows >= 100 and d.log_rows < 1 * d.usual_rows / 100 or d.lost_at > :as_of - 3)
            and not exists (
                  select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day
                )
          group by d.access_log
       ) o
    on o.access_log = n.access_log
 group by n.access_log, n.read_to
