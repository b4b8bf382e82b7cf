-- name:        open windows
-- purpose:     write down first which rows of each log this sync reads: from the day of the last finished window, less the look-back
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id); of each access log, led by its time of access; a min/max scan
-- undo:        none needed, a window that is not closed moves no later one forward
insert into {{ lapse_watermark }}
       (access_log, run_id, read_from, read_to)
{%- for log in access_logs %}
{{ " union all\n" if not loop.first -}}
select '{{ log }}',
       :run_id,
       (
         select nvl(trunc(max(w.read_to), 'dd') - {{ sync.look_back_days }}, date '0001-01-01')
           from {{ lapse_watermark }} w
          where w.access_log = '{{ log }}'
            and w.synced_to is not null
            and w.read_to <= :as_of
       ),
       (
         select cast(max(l.{{ log.accessed_at }}) as date)
           from {{ log }} l
          where l.{{ log.accessed_at }} <= :as_of
       )
  from dual
{%- endfor %}
