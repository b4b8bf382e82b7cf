{% from "macros/spelling.sql" import keys with context %}
{#- The rejected items still outstanding: the last accesses have nothing as new, and nobody has dismissed them. The count,
    which is 0 or 1, looks each of them up by the key. -#}
{%- macro outstanding_items() -%}
{{ lapse_rejected_item }} x
 where x.job = 'sync'
   and not exists (select /*+ no_unnest */ 1 from {{ lapse_dismissal }} d
                    where {{ dismisses("d", "x") }})
   and 0 = (select /*+ no_unnest */ count(*) from {{ lapse_last_access }} a
             where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
{%- endmacro %}

{#- Whether a dismissal is in force for an item: it is for all accesses of the user to the program up to its own. -#}
{%- macro dismisses(d, x) -%}
{{ d }}.program_id = {{ x }}.program_id and {{ d }}.user_id = {{ x }}.user_id and {{ d }}.accessed_at >= {{ x }}.accessed_at and {{ d }}.ended_at is null
{%- endmacro %}

{#- All dismissals, with their keys. -#}
{%- macro spelt_dismissals() -%}
(
  select /*+ no_merge */ z.dismissal_id, z.dismissed_at, z.ended_at, {{ keys("z.program_id", "z.user_id") }}
    from {{ lapse_dismissal }} z
)
{%- endmacro %}
