{#- The start of this run's window of an access log. -#}
{%- macro window_begin(log) -%}
(select w.read_from from {{ lapse_watermark }} w where w.access_log = '{{ log }}' and w.run_id = :run_id)
{%- endmacro %}

{#- The first day of this run's window of an access log; the log prunes its partitions only by a bare subquery. -#}
{%- macro window_first_day(log) -%}
(select trunc(w.read_from, 'dd') from {{ lapse_watermark }} w where w.access_log = '{{ log }}' and w.run_id = :run_id)
{%- endmacro %}

{#- The program, user and time columns of an access log, renamed to lapse's names. -#}
{%- macro log_columns(log) -%}
l.{{ log.program_id }} as program_id, l.{{ log.user_id }} as user_id, l.{{ log.accessed_at }} as accessed_at
{%- endmacro %}

{#- Whether an access log covers less than the given days before as-of: it has no row from as many days before these, and
    no sync that old found it fresh. A single row from 1970 is not history. -#}
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

{#- The longest inactivity period that holds for any program, in days. -#}
{%- macro longest_period() -%}
(select greatest({{ policy.inactivity_days }}, nvl(max(y.inactivity_days), {{ policy.inactivity_days }})) as days from {{ lapse_policy }} y)
{%- endmacro %}

{#- Whether a row d of the log days is a lost day: a usual day of its kind has 100 rows or more, this one nearly none. Once
    lost it stays lost until it passes the volume guard's percentage, because a backfill may come in parts. -#}
{%- macro lost_day(d, usual_rows=none) -%}
{%- set usual = usual_rows or d ~ ".usual_rows" -%}
{%- set lost = guards.lost_day_percent -%}
{{ usual }} >= 100 and {{ d }}.log_rows < case when {{ d }}.lost_at is null then {{ lost }} else {{ [lost, guards.min_log_volume_percent] | max if lost else 0 }} end * {{ usual }} / 100
{%- endmacro %}

{#- The newest judged run before this one. -#}
{%- macro judged_before() -%}
(select /*+ no_unnest */ max(q.run_id) from {{ lapse_run }} q where q.judged_at is not null and q.run_id < :run_id)
{%- endmacro %}

{#- Whether nobody has accepted a day. -#}
{%- macro not_accepted(d) -%}
not exists (
         select /*+ no_unnest */ 1 from {{ lapse_accepted_day }} t where t.access_log = {{ d }}.access_log and t.log_day = {{ d }}.log_day and t.ended_at is null
       )
{%- endmacro %}

{#- A lost day that nobody has accepted. -#}
{%- macro open_lost_day(d) -%}
{{ lost_day(d) }}
   and {{ not_accepted(d) }}
{%- endmacro %}

{#- Whether a day lies, at least in part, within the given days before as-of. -#}
{%- macro in_period(d, days) -%}
{{ d }}.log_day > :as_of - {{ days }} - 1
{%- endmacro %}

{#- A subquery: how many rows of each access log are more than the given days ahead of the database clock, and the newest. -#}
{%- macro rows_ahead(days) -%}
{%- for log in access_logs %}
{{- "\n         union all\n" if not loop.first }}         select '{{ log }}' as access_log,
                count(*) as log_rows,
                cast(max(l.{{ log.accessed_at }}) as date) as newest_at
           from {{ log }} l
          where l.{{ log.accessed_at }} > sysdate + {{ days }}
{%- endfor %}
{%- endmacro %}
