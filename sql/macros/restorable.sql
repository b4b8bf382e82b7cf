{#- The revocations that a restore was asked for, by run, program and user. -#}
{%- macro chosen_to_restore() -%}
v.run_id = :revoked_by_run
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
{%- endmacro %}

{#- A permission of the same program and user that was granted on the day of the revoking run or later. -#}
{%- macro granted_since() -%}
p.{{ permission.program_id }} = v.program_id
            and p.{{ permission.user_id }} = v.user_id
            and p.{{ permission.granted_at }} >= (
                  select trunc(r.as_of, 'dd')
                    from {{ lapse_run }} r
                   where r.run_id = :revoked_by_run
                )
{%- endmacro %}
