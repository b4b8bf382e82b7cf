{#- An id as it is compared: match_spelling ignores case and surrounding blanks. An id of blanks alone becomes one blank,
    because trimmed to NULL it would not even match itself. -#}
{%- macro key(id) -%}
{{ "nvl(upper(trim(" ~ id ~ ")), ' ')" if guards.match_spelling else id }}
{%- endmacro %}

{%- macro keys(program_id, user_id) -%}
{{ key(program_id) }} as program_key, {{ key(user_id) }} as user_key
{%- endmacro %}

{#- Candidates of this run, with their keys. -#}
{%- macro spelt_candidates(condition) -%}
(
                 select /*+ no_merge */ k.program_id, k.user_id, k.inactivity_days, {{ keys("k.program_id", "k.user_id") }} from {{ lapse_candidate }} k
                  where k.run_id = :run_id and {{ condition }}
               )
{%- endmacro %}

{#- Candidates that nothing protects yet; none without match_spelling. -#}
{%- macro candidates_with_twins() -%}
{{ spelt_candidates("k.protected_by is null and 1 = " ~ (1 if guards.match_spelling else 0)) }}
{%- endmacro %}

{#- Programs of this run, with their keys. -#}
{%- macro spelt_programs(condition=none) -%}
(
                  select /*+ no_merge */ k.program_id, {{ key("k.program_id") }} as program_key from {{ lapse_run_program }} k
                   where k.run_id = :run_id{{ " and " ~ condition if condition }}
                )
{%- endmacro %}

{#- The join of another row and a candidate that name the same program and user, but spell them differently. -#}
{%- macro is_twin(other) -%}
{{ other }}.user_key = c.user_key and {{ other }}.program_key = c.program_key and ({{ other }}.user_id <> c.user_id or {{ other }}.program_id <> c.program_id)
{%- endmacro %}

{#- The other spelling as text, cut to fit its column. -#}
{%- macro twin(other) -%}
substr('"' || {{ other }}.user_id || '" of program "' || {{ other }}.program_id || '"', 1, 200)
{%- endmacro %}
