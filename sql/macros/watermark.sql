{#- Up to where the access log has been carried forward, as of this run; the first time, from its beginning. -#}
{%- macro synced_to(less) -%}
nvl((
         select max(r.synced_to)
           from {{ lapse_run }} r
          where r.synced_to <= :as_of
       ){{ less }}, date '0001-01-01')
{%- endmacro %}
{#- From where the access log is read: the newest as-of synced, less the look-back for late rows. -#}
{%- macro watermark() -%}
{{ synced_to(" - " ~ sync.look_back_days) }}
{%- endmacro %}
{#- No access of permission p in the log after an instant that would keep it; both instants are bare values. -#}
{%- macro not_in_log_since(instant) -%}
not exists (
         select 1
           from {{ access_log }} l
           left join {{ lapse_policy }} y
             on y.program_id = l.{{ access_log.program_id }}
          where l.{{ access_log.accessed_at }} > {{ instant | indent(10) }}
            and l.{{ access_log.accessed_at }} <= :as_of
            and l.{{ access_log.accessed_at }} > :as_of - nvl(y.inactivity_days, {{ policy.inactivity_days }})
            and l.{{ access_log.program_id }} = p.{{ permission.program_id }}
            and l.{{ access_log.user_id }} = p.{{ permission.user_id }}
       )
{%- endmacro %}
