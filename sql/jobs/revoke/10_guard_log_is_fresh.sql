-- name:        guard log is fresh
-- purpose:     a log that stopped says nothing about who still works: no revocation on its word
-- transaction: guard
-- binds:       as_of
-- index:       of each access log, led by its time of access; a min/max scan
-- undo:        none needed, read only
{%- for log in access_logs %}
{{ " union all\n" if not loop.first -}}
select 'the newest row of {{ log }} is of '
       || nvl(to_char(max(l.{{ log.accessed_at }}), 'yyyy-mm-dd hh24:mi:ss'), 'no time at all')
       || ', more than {{ guards.max_log_age_hours }} hours before as-of' as reason
  from {{ log }} l
 where l.{{ log.accessed_at }} <= :as_of
having max(l.{{ log.accessed_at }}) is null
    or max(l.{{ log.accessed_at }}) < :as_of - {{ guards.max_log_age_hours }} / 24
{%- endfor %}
