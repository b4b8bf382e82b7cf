{#- Subqueries for a WITH: numbers.n, the whole numbers from 1 to 15,625. -#}
{%- macro numbers() -%}
digit as (
         select 0 as d from dual
{%- for d in range(1, 5) %}
          union all
         select {{ d }} from dual
{%- endfor %}
       ),
       numbers as (
         select 1 + a.d + 5 * b.d + 25 * c.d + 125 * e.d + 625 * f.d + 3125 * g.d as n
           from digit a cross join digit b cross join digit c cross join digit e cross join digit f cross join digit g
       )
{%- endmacro %}
