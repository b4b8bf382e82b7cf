{#- Rules that judge asks, and revoke asks again once its candidates are locked. -#}

{#- In force at as-of, or since: who is exempted while a run works is exempt. What was ended before it began never is. -#}
{%- macro protect_exempted() -%}
update{{ hint("protect_exempted", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'exempted',
       c.detail = (
         select 'until ' || to_char(max(e.ends_at), 'yyyy-mm-dd hh24:mi:ss')
           from {{ lapse_exemption }} e
          where (e.program_id = c.program_id or e.program_id is null)
            and (e.user_id = c.user_id or e.user_id is null)
            and e.starts_at <= sysdate
            and e.ends_at > :as_of
            and e.ends_at > e.starts_at
       )
 where c.run_id = :run_id
   and c.protected_by is null
   and (
{%- for program, user in (("= c.program_id", "= c.user_id"), ("= c.program_id", "is null"), ("is null", "= c.user_id")) %}
         {{ "or " if not loop.first }}exists (
           select{{ hint("protect_exempted_exists", "no_unnest") }} 1
             from {{ lapse_exemption }} e
            where e.program_id {{ program }} and e.user_id {{ user }}
              and e.starts_at <= sysdate
              and e.ends_at > :as_of
              and e.ends_at > e.starts_at
         )
{%- endfor %}
       )
{%- endmacro %}
