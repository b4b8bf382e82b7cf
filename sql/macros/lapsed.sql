{%- from "macros/watermark.sql" import watermark with context -%}
{%- from "macros/held.sql" import held_programs with context -%}
{#- What protects a permission p, a condition each, and the one predicate made of them: plan, notice, lock, archive and
    DELETE say the same. -#}

{%- macro days() -%}
nvl((
         select y.inactivity_days
           from {{ lapse_policy }} y
          where y.program_id = p.{{ permission.program_id }}
       ), {{ policy.inactivity_days }})
{%- endmacro %}

{%- macro used() -%}
exists (
         select 1
           from {{ lapse_last_access }} a
           left join {{ lapse_policy }} y
             on y.program_id = a.program_id
          where a.program_id = p.{{ permission.program_id }}
            and a.user_id = p.{{ permission.user_id }}
            and a.last_access_at > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
       )
{%- endmacro %}

{%- macro used_since_sync(log) -%}
exists (
         select{{ hint("used_since_sync", log) }} 1
           from {{ log }} l
           left join {{ lapse_policy }} y
             on y.program_id = l.{{ log.program_id }}
          where l.{{ log.accessed_at }} > {{ watermark(log) | indent(10) }}
            and l.{{ log.accessed_at }} <= :as_of
            and l.{{ log.accessed_at }} > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
            and l.{{ log.program_id }} = p.{{ permission.program_id }}
            and l.{{ log.user_id }} = p.{{ permission.user_id }}
       )
{%- endmacro %}

{%- macro restored() -%}
exists (
         select 1
           from {{ lapse_revocation }} b
           left join {{ lapse_policy }} y
             on y.program_id = b.program_id
          where b.program_id = p.{{ permission.program_id }}
            and b.user_id = p.{{ permission.user_id }}
            and b.restored_at > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
       )
{%- endmacro %}

{#- Whether an exemption e is about a permission p. -#}
{%- macro matched() -%}
(e.program_id = p.{{ permission.program_id }} or e.program_id is null)
  and (e.user_id = p.{{ permission.user_id }} or e.user_id is null)
{%- endmacro %}

{#- In force at as-of, or since: who is exempted while a run begins is exempt. One that was ended before it began has no
    time at all. -#}
{%- macro exempt() -%}
exists (
         select 1
           from {{ lapse_exemption }} e
          where {{ matched() | indent(10) }}
            and e.starts_at <= sysdate
            and e.ends_at > :as_of
            and e.ends_at > e.starts_at
       )
{%- endmacro %}

{%- macro mode_is(words) -%}
exists (
         select 1
           from {{ lapse_policy }} y
          where y.program_id = p.{{ permission.program_id }}
            and y.revocation_mode in ({{ words }})
       )
{%- endmacro %}

{#- Within a run the programs held are those that it has written down. -#}
{%- macro held(in_run=false) -%}
{%- if in_run -%}
exists (
         select 1
           from {{ lapse_held_program }} h
          where h.run_id = :run_id
            and h.program_id = p.{{ permission.program_id }}
       )
{%- else -%}
exists (
         select 1
           from (
                  {{ held_programs() | indent(18) }}
                ) h
          where h.program_id = p.{{ permission.program_id }}
       )
{%- endif -%}
{%- endmacro %}

{%- macro without_notice() -%}
exists (
         select 1
           from {{ lapse_policy }} y
          where y.program_id = p.{{ permission.program_id }}
            and y.notice = 'off'
       )
{%- endmacro %}

{#- Noted, and neither used nor granted nor restored since; before a sync, accesses that it would carry count as well. -#}
{%- macro noted(before="", synced=true) -%}
exists (
         select 1
           from {{ lapse_notice }} n
          where n.program_id = p.{{ permission.program_id }}
            and n.user_id = p.{{ permission.user_id }}
{%- if before %}
            and n.noticed_at <= {{ before }}
{%- endif %}
            and p.{{ permission.granted_at }} <= n.noticed_at
            and not exists (
                  select 1
                    from {{ lapse_last_access }} a
                   where a.program_id = n.program_id
                     and a.user_id = n.user_id
                     and a.last_access_at > n.noticed_at
                )
{%- if not synced %}
{%- for log in access_logs %}
            and not exists (
                  select{{ hint("used_since_sync", log) }} 1
                    from {{ log }} l
                   where l.{{ log.accessed_at }} > {{ watermark(log) | indent(19) }}
                     and l.{{ log.accessed_at }} <= :as_of
                     and l.{{ log.accessed_at }} > n.noticed_at
                     and l.{{ log.program_id }} = n.program_id
                     and l.{{ log.user_id }} = n.user_id
                )
{%- endfor %}
{%- endif %}
            and not exists (
                  select 1
                    from {{ lapse_revocation }} b
                   where b.program_id = n.program_id
                     and b.user_id = n.user_id
                     and b.restored_at > n.noticed_at
                )
       )
{%- endmacro %}

{#- Unused for all its days, and nobody made an exception. -#}
{%- macro due() -%}
p.{{ permission.granted_at }} <= :as_of - {{ days() }}
   and not {{ used() }}
{%- for log in access_logs %}
   and not {{ used_since_sync(log) }}
{%- endfor %}
   and not {{ restored() }}
   and not {{ exempt() }}
{%- endmacro %}

{#- Due, in a program that enforces it and that nothing holds back; revocation also takes that its notice has run out. -#}
{%- macro lapsed(in_run=false, noticed=true) -%}
{{ due() }}
   and not {{ mode_is("'report', 'off'") }}
   and not {{ held(in_run) }}
{%- if noticed and policy.notice_days %}
   and ({{ without_notice() | indent(4) }}
        or {{ noted(":as_of - " ~ policy.notice_days, synced=in_run) | indent(4) }})
{%- endif %}
{%- endmacro %}
