-- name:        guard log reaches back
-- purpose:     stop where an access log covers less than the {{ policy.inactivity_days }} days before as-of: who was last seen before it began looks as if never seen
-- transaction: guard
-- binds:       as_of
-- index:       of each access log, led by its time of access; the first row found answers
-- undo:        none needed, read only
{%- for log in access_logs %}
{{ " union all\n" if not loop.first -}}
select '{{ log }} covers less than the {{ policy.inactivity_days }} days before as-of: it has no row of the {{ policy.inactivity_days }} days before '
       || to_char(:as_of - {{ policy.inactivity_days }}, 'yyyy-mm-dd hh24:mi:ss')
       || ', and no sync has read it since then' as reason
  from dual
 where not {{ reaches_back(log, policy.inactivity_days) }}
{%- endfor %}
