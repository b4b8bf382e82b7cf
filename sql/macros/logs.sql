{#- Where this run's window of an access log begins. -#}
{%- macro window_begin(log) -%}
(select w.read_from from {{ lapse_watermark }} w where w.access_log = '{{ log }}' and w.run_id = :run_id)
{%- endmacro %}

{#- Program, user and time of the rows of an access log, under lapse's names. -#}
{%- macro log_columns(log) -%}
l.{{ log.program_id }} as program_id, l.{{ log.user_id }} as user_id, l.{{ log.accessed_at }} as accessed_at
{%- endmacro %}
{#- Whether an access log covers less than so many days before as-of: it has no row of the days before these, and no sync
    as old has read a log that was fresh then. A single row from 1970 is not history. -#}
{%- macro covers_less(log, days) -%}
not exists (
         select /*+ no_unnest */ 1 from {{ lapse_log_day }} d
          where d.access_log = {{ log }} and d.log_rows > 0 and d.log_day > :as_of - 2 * {{ days }} and d.log_day <= :as_of - {{ days }} - 1
       )
   and not exists (
         select /*+ no_unnest */ 1 from {{ lapse_watermark }} m
          where m.access_log = {{ log }} and m.synced_to <= :as_of - {{ days }} and m.read_to >= m.synced_to - {{ guards.max_log_age_hours }} / 24
       )
{%- endmacro %}
