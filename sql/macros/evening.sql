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

{#- A subquery: what runs counted, one row each. Once a run has revoked, what it did not revoke was protected in the end. -#}
{%- macro counts_of_runs(condition) -%}
(
              select n.run_id, n.permissions, n.lapsing + n.judged_protected as candidates, n.revoked,
                     case when n.revoked is null then n.judged_protected else n.lapsing + n.judged_protected - n.revoked end as protected
                from (
                       select k.run_id,
                              sum(case k.count_name when 'permissions' then k.count_value end) as permissions,
                              nvl(sum(case k.count_name when 'lapsing' then k.count_value end), 0) as lapsing,
                              nvl(sum(case when substr(k.count_name, 1, 10) = 'protected_' then k.count_value end), 0) as judged_protected,
                              sum(case k.count_name when 'permissions_revoked' then k.count_value end) as revoked
                         from {{ lapse_run_count }} k
                        where {{ condition }}
                          and k.job in ('judge', 'revoke')
                        group by k.run_id
                     ) n
            )
{%- endmacro %}
