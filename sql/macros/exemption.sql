{#- Whether an exemption e in force ends within exemption_days, and no other that covers it lasts longer. -#}
{%- macro ends_soon(e) -%}
{{ e }}.starts_at <= sysdate
   and {{ e }}.ends_at > sysdate
   and {{ e }}.ends_at <= sysdate + {{ status.exemption_days }}
   and {{ e }}.ended_by is null
   and not exists (
         select /*+ no_unnest */ 1
           from {{ lapse_exemption }} o
          where (o.program_id = {{ e }}.program_id or o.program_id is null)
            and (o.user_id = {{ e }}.user_id or o.user_id is null)
            and o.starts_at <= {{ e }}.ends_at
            and o.ends_at > {{ e }}.ends_at
       )
{%- endmacro %}
