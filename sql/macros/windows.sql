{#- The access logs of the environment, as values. -#}
{%- macro log_names() -%}
{% for log in access_logs %}{{ ", " if not loop.first }}'{{ log }}'{% endfor %}
{%- endmacro %}

{#- The newest finished window of each access log of the environment. -#}
{%- macro newest_windows() -%}
{{ lapse_watermark }} w
 where w.access_log in ({{ log_names() }})
   and w.run_id = (
         select max(n.run_id)
           from {{ lapse_watermark }} n
          where n.access_log = w.access_log
            and n.synced_to is not null
       )
{%- endmacro %}
