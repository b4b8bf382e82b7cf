{%- from "macros/watermark.sql" import watermark with context -%}
{#- A permission p lapses when all of this holds. One text for plan, lock, archive and delete. -#}
{%- macro lapsed() -%}
p.{{ permission.granted_at }} <= :as_of - nvl((
         select y.inactivity_days
           from {{ lapse_policy }} y
          where y.program_id = p.{{ permission.program_id }}
       ), {{ policy.inactivity_days }})
   and not exists (
         select 1
           from {{ lapse_last_access }} a
           left join {{ lapse_policy }} y
             on y.program_id = a.program_id
          where a.program_id = p.{{ permission.program_id }}
            and a.user_id = p.{{ permission.user_id }}
            and a.last_access_at > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
       )
   and not exists (
         select{{ hint("used_since_sync") }} 1
           from {{ access_log }} l
           left join {{ lapse_policy }} y
             on y.program_id = l.{{ access_log.program_id }}
          where l.{{ access_log.accessed_at }} > {{ watermark() | indent(10) }}
            and l.{{ access_log.accessed_at }} <= :as_of
            and l.{{ access_log.accessed_at }} > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
            and l.{{ access_log.program_id }} = p.{{ permission.program_id }}
            and l.{{ access_log.user_id }} = p.{{ permission.user_id }}
       )
   and not exists (
         select 1
           from {{ lapse_revocation }} b
           left join {{ lapse_policy }} y
             on y.program_id = b.program_id
          where b.program_id = p.{{ permission.program_id }}
            and b.user_id = p.{{ permission.user_id }}
            and b.restored_at > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
       )
   and not exists (
         select 1
           from {{ lapse_exemption }} e
          where (e.program_id = p.{{ permission.program_id }} or e.program_id is null)
            and (e.user_id = p.{{ permission.user_id }} or e.user_id is null)
            and e.starts_at <= :as_of
            and e.ends_at > :as_of
       )
   and not exists (
         select 1
           from {{ lapse_rejected_item }} x
           left join {{ lapse_last_access }} a
             on a.program_id = x.program_id
            and a.user_id = x.user_id
          where x.program_id = p.{{ permission.program_id }}
            and (a.last_access_at is null or a.last_access_at < x.accessed_at)
       )
{%- endmacro %}
