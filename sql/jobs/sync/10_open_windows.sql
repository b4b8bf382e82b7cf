-- name:        open windows
-- purpose:     write down first which rows of each log this sync reads: from {{ sync.look_back_days }} days before the newest row of the last finished window, or from the oldest lost day that nobody has accepted, until {{ sync.look_back_days }} days after it was found lost last
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id); of each access log, led by its time of access; a min/max scan
-- undo:        none needed, a window that is not closed moves no later one forward
insert into {{ lapse_watermark }}
       (access_log, run_id, read_from, read_to)
select n.access_log,
       :run_id,
       case
         when max(w.read_to) is null then date '0001-01-01'
         when max(w.read_to) - {{ sync.look_back_days }} > min(o.oldest_lost_day) then min(o.oldest_lost_day)
         else max(w.read_to) - {{ sync.look_back_days }}
       end as read_from,
       n.read_to
  from (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first -}}
         select '{{ log }}' as access_log,
                cast(max(l.{{ log.accessed_at }}) as date) as read_to
           from {{ log }} l
          where l.{{ log.accessed_at }} <= :as_of
{%- endfor %}
       ) n
  left join {{ lapse_watermark }} w
    on w.access_log = n.access_log
   and w.synced_to is not null
   and w.read_to <= :as_of
  left join (
         select d.access_log,
                min(d.log_day) as oldest_lost_day
           from {{ lapse_log_day }} d
          where ({{ lost_day("d") }} or d.lost_at > :as_of - {{ sync.look_back_days }})
            and {{ not_accepted("d") | indent(9) }}
          group by d.access_log
       ) o
    on o.access_log = n.access_log
 group by n.access_log, n.read_to
