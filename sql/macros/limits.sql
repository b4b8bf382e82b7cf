{#- The permission rows of each program of this run, and how many of them would be revoked or given notice. -#}
{%- macro losses() -%}
select{{ hint("losses", "leading(r c) use_hash(c)") }} r.program_id, r.permission_rows,
       nvl(sum(case when c.protected_by is null or c.protected_by = 'notice_missing' then c.permission_rows end), 0) as losses
  from {{ lapse_run_program }} r
  left join {{ lapse_candidate }} c on c.run_id = r.run_id and c.program_id = r.program_id
 where r.run_id = :run_id and cast(:accepted_plan as number) is null
 group by r.program_id, r.permission_rows
{%- endmacro %}

{%- macro figures(losses, permissions) -%}
to_char({{ losses }}, 'fm999,999,999,990') || ' of ' || to_char({{ permissions }}, 'fm999,999,999,990') || ' (' || round({{ losses }} * 100 / {{ permissions }}) || ' %)'
{%- endmacro %}

{#- A percentage is ignored up to the floor, except that 0 % means zero. -#}
{%- macro over_percent(losses, permissions, percent) -%}
{{ losses }} > {{ guards.percent_floor if percent else 0 }} and {{ losses }} * 100 > {{ percent }} * {{ permissions }}
{%- endmacro %}

{#- The limits exceeded, by name. -#}
{%- macro limits_exceeded(number_is_over, number, percent_is_over, percent) -%}
case when {{ number_is_over }} then '{{ number }}' end
       || case when {{ number_is_over }} and {{ percent_is_over }} then ' and ' end
       || case when {{ percent_is_over }} then '{{ percent }}' end
{%- endmacro %}
