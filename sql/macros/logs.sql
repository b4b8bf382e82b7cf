{#- Where this run's window of an access log begins. -#}
{%- macro window_begin(log) -%}
(select{{ hint("window_begin", "no_unnest") }} w.read_from from {{ lapse_watermark }} w where w.access_log = '{{ log }}' and w.run_id = :run_id)
{%- endmacro %}

{#- Program, user and time of the rows of an access log, under lapse's names. -#}
{%- macro log_columns(log) -%}
l.{{ log.program_id }} as program_id, l.{{ log.user_id }} as user_id, l.{{ log.accessed_at }} as accessed_at
{%- endmacro %}
{#- A reason to stop where this run has not read the windows of all its logs to their end. -#}
{%- macro unfinished_sync() -%}
select 'this run has not finished its sync: run the whole evening, lapse run' as reason
  from (
         select count(w.synced_to) as finished
           from {{ lapse_watermark }} w
          where w.run_id = :run_id
       ) n
 where n.finished < {{ access_logs | length }}
{%- endmacro %}
