{%- from "macros/watermark.sql" import watermark, reaches_back with context -%}
{#- The programs of which nobody can tell who still works with them, each with the reason. -#}

{%- macro outstanding_items() -%}
{{ lapse_rejected_item }} x
  left join {{ lapse_last_access }} a
    on a.program_id = x.program_id
   and a.user_id = x.user_id
 where (a.last_access_at is null or a.last_access_at < x.accessed_at)
{%- endmacro %}

{%- macro held_programs() -%}
select x.program_id,
       'accesses that could not be written: lapse rejected' as reason
  from {{ outstanding_items() }}
 group by x.program_id
 union all
select s.program_id,
       'not one access of anyone in all its days: a dead program, or its log' as reason
  from (
         select q.{{ permission.program_id }} as program_id
           from {{ permission }} q
          group by q.{{ permission.program_id }}
         having count(*) >= {{ guards.silent_program_min_permissions }}
       ) s
  left join {{ lapse_policy }} y
    on y.program_id = s.program_id
 where (y.when_silent = 'hold' or y.program_id is null)
   and not exists (
         select 1
           from {{ lapse_last_access }} a
          where a.program_id = s.program_id
            and a.last_access_at > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
       )
{%- for log in access_logs %}
   and not exists (
         select{{ hint("used_since_sync", log) }} 1
           from {{ log }} l
          where l.{{ log.accessed_at }} > {{ watermark(log) | indent(10) }}
            and l.{{ log.accessed_at }} <= :as_of
            and l.{{ log.accessed_at }} > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
            and l.{{ log.program_id }} = s.program_id
       )
{%- endfor %}
 union all
select y.program_id,
       'an access log that does not tell of all its days' as reason
  from {{ lapse_policy }} y
 where y.inactivity_days > {{ policy.inactivity_days }}
   and not (
{%- for log in access_logs %}
         {{ "and " if not loop.first }}{{ reaches_back(log, "y.inactivity_days") | indent(9) }}
{%- endfor %}
       )
{%- endmacro %}
