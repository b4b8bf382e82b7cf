{#- Whether n of so many permissions are over a limit; up to the floor a percentage says nothing, and 0 means zero. -#}
{%- macro exceeds(n, permissions, number, percent) -%}
({{ n }} > {{ number }}
{%- if percent == 0 %} or {{ n }} > 0)
{%- else %} or {{ n }} > {{ guards.percent_floor }} and {{ n }} * 100 > {{ percent }} * {{ permissions }})
{%- endif %}
{%- endmacro %}

{%- macro figures(n, permissions) -%}
to_char({{ n }}, 'fm999,999,999,990') || ' of ' || to_char({{ permissions }}, 'fm999,999,999,990')
       || ' (' || round({{ n }} * 100 / {{ permissions }}) || ' %)'
{%- endmacro %}

{#- The reasons to stop, out of rows of program_id, revoked and permissions: the whole first, then the five programs
    that would lose most. -#}
{%- macro limit_reasons(counted) -%}
{{ "  with" }} counted as (
         {{ counted | indent(9) }}
       ),
       total as (
         select sum(c.revoked) as revoked,
                sum(c.permissions) as permissions
           from counted c
       ),
       over_limit as (
         select c.program_id,
                c.revoked,
                c.permissions,
                row_number() over (order by c.revoked desc, c.program_id asc) as place
           from counted c
          where {{ exceeds("c.revoked", "c.permissions", guards.max_program_revocations, guards.max_program_revocation_percent) }}
       )
select 'would revoke ' || {{ figures("t.revoked", "t.permissions") }}
       || ' permissions, over max_revocations = {{ guards.max_revocations }} or max_revocation_percent = {{ guards.max_revocation_percent }}:'
       || ' lapse plan lists them, lapse run --accept-plan DIGEST takes exactly those' as reason
  from total t
 where {{ exceeds("t.revoked", "t.permissions", guards.max_revocations, guards.max_revocation_percent) }}
 union all
select 'program ' || o.program_id || ' would lose ' || {{ figures("o.revoked", "o.permissions") }}
       || ', over max_program_revocations = {{ guards.max_program_revocations }} or max_program_revocation_percent = {{ guards.max_program_revocation_percent }}'
  from over_limit o
 where o.place <= 5
 union all
select 'further programs over these limits: ' || (max(o.place) - 5)
  from over_limit o
having max(o.place) > 5
{%- endmacro %}
