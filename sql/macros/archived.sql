{#- An archived extra column in its own type. A date is read as a timestamp first, for JSON_VALUE drops its time of day. -#}
{%- macro archived(column, type) -%}
{%- set kind = type.lower().partition("(")[0] -%}
{%- if kind == "date" -%}
cast(json_value(v.extra_columns, '$."{{ column }}"' returning timestamp error on error null on empty) as date)
{%- elif kind in ("number", "timestamp") -%}
json_value(v.extra_columns, '$."{{ column }}"' returning {{ kind }} error on error null on empty)
{%- else -%}
json_value(v.extra_columns, '$."{{ column }}"' returning varchar2(4000) error on error null on empty)
{%- endif -%}
{%- endmacro %}
