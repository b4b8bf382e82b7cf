{#- From where the access log is read: the newest as-of synced from this log, less the look-back for late rows. -#}
{%- macro watermark() -%}
nvl((
         select max(r.synced_to)
           from {{ lapse_run }} r
          where r.synced_to <= :as_of
            and r.access_log = '{{ access_log }}'
       ) - {{ sync.look_back_days }}, date '0001-01-01')
{%- endmacro %}
