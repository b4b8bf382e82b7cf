{%- from "macros/watermark.sql" import watermark with context -%}
{%- from "macros/held.sql" import held_programs with context -%}
{%- from "macros/lapsed.sql" import days, exempt, mode_is, restored, noted, without_notice with context -%}
{#- Of each permission p, or of those that a condition picks: why it lapses now, or what protects it. -#}
{%- macro verdicts(only="") -%}
select j.program_id,
       j.user_id,
       j.granted_at,
       j.last_access_at,
       j.inactivity_days,
       j.noticed_at,
       j.protected_by,
       case
         when j.protected_by is not null
         then null
         when j.last_access_at is null
         then 'granted ' || to_char(j.granted_at, 'yyyy-mm-dd hh24:mi:ss') || ' and never used since, over '
              || j.inactivity_days || ' days'
         else 'not used since ' || to_char(j.last_access_at, 'yyyy-mm-dd hh24:mi:ss') || ', over '
              || j.inactivity_days || ' days'
       end as lapses_because
  from (
         select p.{{ permission.program_id }} as program_id,
                p.{{ permission.user_id }} as user_id,
                p.{{ permission.granted_at }} as granted_at,
                u.last_access_at,
                {{ days() | indent(16) }} as inactivity_days,
                n.noticed_at,
                case
                  when p.{{ permission.granted_at }} is null
                  then 'no date of its grant'
                  when {{ mode_is("'off'") | indent(18) }}
                  then 'a policy that is off'
                  when {{ exempt() | indent(18) }}
                  then 'an exemption'
                  when p.{{ permission.granted_at }} > :as_of - {{ days() | indent(18) }}
                  then 'a grant within its days'
                  when u.last_access_at > :as_of - {{ days() | indent(18) }}
                  then 'an access within its days'
                  when {{ restored() | indent(18) }}
                  then 'a restore within its days'
                  when h.reason is not null
                  then 'its program, which is held: ' || h.reason
                  when {{ mode_is("'report'") | indent(18) }}
                  then 'a policy that only reports: it would lapse'
{%- if policy.notice_days %}
                  when not {{ without_notice() | indent(18) }}
                   and not {{ noted(":as_of - " ~ policy.notice_days, synced=false) | indent(18) }}
                  then case
                         when {{ noted(synced=false) | indent(25) }}
                         then 'its notice, until ' || to_char(n.noticed_at + {{ policy.notice_days }}, 'yyyy-mm-dd hh24:mi:ss')
                         else 'its notice, which the next run gives'
                       end
{%- endif %}
                end as protected_by
           from {{ permission }} p
           left join {{ lapse_notice }} n
             on n.program_id = p.{{ permission.program_id }}
            and n.user_id = p.{{ permission.user_id }}
           left join (
                  select s.program_id,
                         s.user_id,
                         max(s.accessed_at) as last_access_at
                    from (
                           select a.program_id,
                                  a.user_id,
                                  a.last_access_at as accessed_at
                             from {{ lapse_last_access }} a
{%- for log in access_logs %}
                            union all
                           select l.{{ log.program_id }},
                                  l.{{ log.user_id }},
                                  l.{{ log.accessed_at }}
                             from {{ log }} l
                            where l.{{ log.accessed_at }} > {{ watermark(log) | indent(28) }}
                              and l.{{ log.accessed_at }} <= :as_of
{%- endfor %}
                         ) s
                   group by s.program_id, s.user_id
                ) u
             on u.program_id = p.{{ permission.program_id }}
            and u.user_id = p.{{ permission.user_id }}
           left join (
                  select g.program_id,
                         min(g.reason) as reason
                    from (
                           {{ held_programs() | indent(27) }}
                         ) g
                   group by g.program_id
                ) h
             on h.program_id = p.{{ permission.program_id }}
{%- if only %}
          where {{ only | indent(10) }}
{%- endif %}
       ) j
{%- endmacro %}
