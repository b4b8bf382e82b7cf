{#- The rejected items still outstanding: the last accesses have nothing as new. -#}
{%- macro outstanding_items() -%}
{{ lapse_rejected_item }} x
  left join {{ lapse_last_access }} a
    on a.program_id = x.program_id
   and a.user_id = x.user_id
 where x.job = 'sync' and (a.last_access_at is null or a.last_access_at < x.accessed_at)
{%- endmacro %}
