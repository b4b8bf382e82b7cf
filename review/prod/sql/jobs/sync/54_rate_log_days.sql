-- name:        rate log days
-- purpose:     record how many rows are usual on each day: the median of its kind of day over a year, empty days left out
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_watermark_pk (access_log, run_id), lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, the next sync rates the days again
merge /*+ leading(s) use_hash(d) */ into lapse_owner.lapse_log_day d
using (
        select /*+ no_merge leading(w k) use_hash(k) */ k.access_log, k.day_kind, k.log_rows as usual_rows, w.read_to,
               :as_of - (select greatest(90, nvl(max(y.inactivity_days), 90)) as days from lapse_owner.lapse_policy y) - 1 as rated_after
          from lapse_owner.lapse_watermark w
          join (
                 select /*+ no_merge */ y.access_log, y.day_kind, y.log_rows,
                        row_number() over (partition by y.access_log, y.day_kind order by y.log_rows) as place,
                        count(*) over (partition by y.access_log, y.day_kind) as days
                   from lapse_owner.lapse_log_day y
                  where y.log_rows > 0
                    and y.log_day >= trunc(:as_of, 'dd') - 365
                    and y.log_day < trunc(:as_of, 'dd')
               ) k on k.access_log = w.access_log
         where w.run_id = :run_id
           and k.place = floor((k.days + 1) / 2)
      ) s
   on (d.access_log = s.access_log and d.day_kind = s.day_kind)
 when matched then
      update
         set d.usual_rows = case when d.log_day > s.rated_after and d.log_day < trunc(s.read_to, 'dd') then s.usual_rows end,
             d.lost_at = case
               when d.log_day > s.rated_after and d.log_day < trunc(s.read_to, 'dd') and s.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * s.usual_rows / 100 then :as_of
               when d.lost_at > :as_of - 3 then d.lost_at
             end
       where d.usual_rows is not null
          or d.log_day > s.rated_after
