{#- Whether a candidate c is exempted: by an exemption in force at as-of or begun since. One that was ended before it began
    does not count. -#}
{%- macro exempted() -%}
exists (
         select{{ hint("exempted", "no_unnest") }} 1 from {{ lapse_exemption }} e
          where (e.program_id = c.program_id or e.program_id is null) and (e.user_id = c.user_id or e.user_id is null)
            and e.starts_at <= sysdate and e.ends_at > :as_of and e.ends_at > e.starts_at
       )
{%- endmacro %}

{#- Whether evening runs are paused now. -#}
{%- macro paused() -%}
exists (
         select{{ hint("paused", "no_unnest") }} 1 from {{ lapse_pause }} u
          where u.starts_at <= sysdate and u.ends_at > sysdate
       )
{%- endmacro %}

{#- The join of a permission p with a row of the candidates or the archive. -#}
{%- macro key_of(other) -%}
{{ other }}.program_id = p.{{ permission.program_id }} and {{ other }}.user_id = p.{{ permission.user_id }} and {{ other }}.granted_at = p.{{ permission.granted_at }}
{%- endmacro %}
