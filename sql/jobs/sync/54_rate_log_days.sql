-- name:        rate log days
-- purpose:     record how many rows are usual on each day: the median of its kind of day over a year, empty days left out
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id), {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the next sync rates the days again
{%- set is_rated = "d.log_day > s.rated_after and d.log_day < trunc(s.read_to, 'dd')" %}
merge{{ hint("rate_log_days", "leading(s) use_hash(d)") }} into {{ lapse_log_day }} d
using (
        select{{ hint("rate_log_days_windows", "no_merge leading(w k) use_hash(k)") }} k.access_log, k.day_kind, k.log_rows as usual_rows, w.read_to,
               :as_of - {{ longest_period() }} - 1 as rated_after
          from {{ lapse_watermark }} w
          join (
                 select /*+ no_merge */ y.access_log, y.day_kind, y.log_rows,
                        row_number() over (partition by y.access_log, y.day_kind order by y.log_rows) as place,
                        count(*) over (partition by y.access_log, y.day_kind) as days
                   from {{ lapse_log_day }} y
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
         set d.usual_rows = case when {{ is_rated }} then s.usual_rows end,
             d.lost_at = case
               when {{ is_rated }} and {{ lost_day("d", "s.usual_rows") }} then :as_of
               when d.lost_at > :as_of - {{ sync.look_back_days }} then d.lost_at
             end
       where d.usual_rows is not null
          or d.log_day > s.rated_after
