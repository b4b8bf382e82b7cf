-- name:        guard sync is complete
-- purpose:     last accesses that nobody carried forward are missing data, not unused access
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
{%- for log in access_logs %}
{{ " union all\n" if not loop.first -}}
select 'no sync of {{ log }} has reached ' || to_char(:as_of, 'yyyy-mm-dd hh24:mi:ss')
       || ' or the {{ guards.max_log_age_hours }} hours before it: run sync first' as reason
  from dual
 where not exists (
         select 1
           from {{ lapse_watermark }} w
          where w.access_log = '{{ log }}'
            and w.run_id <= :run_id
            and w.synced_to >= :as_of - {{ guards.max_log_age_hours }} / 24
       )
{%- endfor %}
