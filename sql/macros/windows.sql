{#- The access logs of the environment, as values. -#}
{%- macro log_names() -%}
{% for log in access_logs %}{{ ", " if not loop.first }}'{{ log }}'{% endfor %}
{%- endmacro %}

{#- Whether a window w is the newest finished one of its log. -#}
{%- macro is_newest_window() -%}
w.run_id = (
         select max(n.run_id)
           from {{ lapse_watermark }} n
          where n.access_log = w.access_log
            and n.synced_to is not null
       )
{%- endmacro %}

{#- The newest row that the newest finished window of one access log has read. -#}
{%- macro newest_row(log) -%}
(
                                    select w.read_to
                                      from {{ lapse_watermark }} w
                                     where w.access_log = '{{ log }}'
                                       and {{ is_newest_window() | indent(36) }}
                                  )
{%- endmacro %}
