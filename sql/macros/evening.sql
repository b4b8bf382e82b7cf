{#- Whether a run r is an evening: one that revokes, also with other jobs beside the three. A plan is none. -#}
{%- macro is_evening(r) -%}
({{ r }}.jobs = 'sync judge revoke' or exists (select /*+ no_unnest */ 1 from {{ lapse_run_step }} s where s.run_id = {{ r }}.run_id and s.job = 'revoke'))
{%- endmacro %}

{#- The newest evening. -#}
{%- macro newest_evening() -%}
(
         select max(e.run_id)
           from {{ lapse_run }} e
          where {{ is_evening("e") }}
       )
{%- endmacro %}

{#- The newest evening that ended well, with rejected items or without. -#}
{%- macro last_good_evening() -%}
(
         select max(e.run_id)
           from {{ lapse_run }} e
          where e.status in ('done', 'rejected')
            and {{ is_evening("e") }}
       )
{%- endmacro %}

{#- The newest judged run: an evening or a plan. -#}
{%- macro newest_judged() -%}
(
         select max(j.run_id)
           from {{ lapse_run }} j
          where j.judged_at is not null
       )
{%- endmacro %}

{#- A number with its noun, as text. -#}
{%- macro counted(number, noun) -%}
{{ number }} || case {{ number }} when 1 then ' {{ noun }}' else ' {{ noun }}s' end
{%- endmacro %}
