{#- From where an access log is read: the newest row that a sync has seen of it, less the look-back for late rows. -#}
{%- macro watermark(log) -%}
nvl((
         select max(w.read_to)
           from {{ lapse_watermark }} w
          where w.read_to <= :as_of
            and w.access_log = '{{ log }}'
       ) - {{ sync.look_back_days }}, date '0001-01-01')
{%- endmacro %}

{#- Whether an access log tells of so many days before as-of: it has rows of the days before these, or lapse has read it
    that long. One row of long ago, say of 1970, is no history. -#}
{%- macro reaches_back(log, days) -%}
(exists (
         select 1
           from {{ log }} l
          where l.{{ log.accessed_at }} > :as_of - 2 * {{ days }}
            and l.{{ log.accessed_at }} <= :as_of - {{ days }}
       )
    or exists (
         select 1
           from {{ lapse_watermark }} w
          where w.access_log = '{{ log }}'
            and w.synced_to <= :as_of - {{ days }}
       ))
{%- endmacro %}
