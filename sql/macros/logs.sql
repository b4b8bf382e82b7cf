{#- Where this run's window of an access log begins. -#}
{%- macro window_begin(log) -%}
(
         select w.read_from
           from {{ lapse_watermark }} w
          where w.access_log = '{{ log }}'
            and w.run_id = :run_id
       )
{%- endmacro %}

{#- The access logs whose window this run has not read to its end, each as a reason to stop. -#}
{%- macro unfinished_syncs() -%}
{%- for log in access_logs %}
{{- " union all\n" if not loop.first -}}
select 'this run has not finished its sync of {{ log }}: run the whole evening, lapse run' as reason
  from dual
 where not exists (
         select 1
           from {{ lapse_watermark }} w
          where w.access_log = '{{ log }}'
            and w.run_id = :run_id
            and w.synced_to is not null
       )
{%- if not loop.last %}
{% endif %}
{%- endfor %}
{%- endmacro %}

{#- Whether an access log covers so many days before as-of: it has rows of the days before these, or lapse has read it
    that long. One row of long ago, say of 1970, is no history. -#}
{%- macro reaches_back(log, days) -%}
(
         exists (
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
         )
       )
{%- endmacro %}
