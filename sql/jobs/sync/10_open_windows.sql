-- name:        open windows
-- purpose:     record which rows of each log this sync reads: from {{ sync.look_back_days }} days before the end of the last window
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id), each access log's index on its time of access
-- undo:        none needed, a window that was not closed is read again
insert into {{ lapse_watermark }}
       (access_log, run_id, read_from, read_to)
select n.access_log,
       :run_id,
       nvl(max(w.read_to) - {{ sync.look_back_days }}, date '0001-01-01') as read_from,
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
 group by n.access_log, n.read_to
