{#- Why a number of revocations, out of so many permissions, is over a limit or unknown; null where it is neither. -#}
{%- macro limit_reason(revoked, permissions) -%}
case
  when {{ revoked }} is null or ({{ permissions }}) is null
  then 'the permissions revoked were not counted'
  when {{ revoked }} > {{ guards.max_revocations }}
       or {{ revoked }} * 100 > {{ guards.max_revocation_percent }} * ({{ permissions }})
  then {{ revoked }} || ' of ' || ({{ permissions }}) || ' permissions ('
       || round({{ revoked }} * 100 / nullif({{ permissions }}, 0)) || ' %) would lapse, over the limit of '
       || 'max_revocations = {{ guards.max_revocations }} or max_revocation_percent = {{ guards.max_revocation_percent }};'
       || ' see lapse plan, and raise the limit where the plan is right'
end
{%- endmacro %}
