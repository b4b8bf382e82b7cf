{#- A made-up company, the same each time: every choice is arithmetic on row numbers. -#}

{#- 12 pseudo-random digits from a number below 1,000,000,000. Draw from them by mod with a divisor; divisors without a
    common factor give independent draws. Multipliers beyond 32 bits and products below 63: exact in 64-bit integers. -#}
{%- macro dice(number) -%}
mod(mod(({{ number }}) * 2654435761, 1000000007)
    * mod(({{ number }}) * 3266489917, 998244353), 999999999989)
{%- endmacro %}

{#- Subqueries for a WITH: the digits, 200 programs, 5,000 people, and what each of them may use.
    tenure_days and left_days count back from as-of; left_days is 0 for people who have not left. -#}
{%- macro company() -%}
digit as (
         select 0 as d from dual
{%- for d in range(1, 10) %}
          union all
         select {{ d }} from dual
{%- endfor %}
       ),
       area as (
{%- for area in ("mail", "timesheet", "travel", "wiki", "crm", "tickets", "payroll", "billing", "stock", "purchase",
                 "reports", "hr", "assets", "fleet", "training", "ledger", "legal", "audit", "survey", "archive") %}
{%- if not loop.first %}
          union all
{%- endif %}
         select {{ loop.index }} as area_no, '{{ area }}' as area from dual
{%- endfor %}
       ),
       program as (
         select 20 * m.d + a.area_no as program_no,
                case when m.d = 0 then a.area else a.area || '-00' || m.d end as program_id
           from area a
          cross join digit m
       ),
       badge as (
         select 1000 * th.d + 100 * hu.d + 10 * te.d + un.d as user_no,
                'u0' || th.d || hu.d || te.d || un.d as user_id
           from digit th
          cross join digit hu
          cross join digit te
          cross join digit un
          where th.d < 5
       ),
       person as (
         select b.user_no,
                b.user_id,
                b.dice,
                case when mod(b.dice, 1009) < 10 then 1 + mod(b.dice, 89) else 400 + mod(b.dice, 5003) end as tenure_days,
                case when mod(b.dice, 1009) >= 950 then 1 + mod(b.dice, 307) else 0 end as left_days
           from (
                  select n.user_no,
                         n.user_id,
                         {{ dice("10000000 + n.user_no") | indent(25) }} as dice
                    from badge n
                ) b
       ),
       entitlement as (
         select e.program_id,
                e.user_id,
                case
                  when mod(e.dice, 1013) >= 2
                  then trunc(:as_of, 'dd') - 1 - e.left_days - mod(e.dice, e.tenure_days - e.left_days)
                       + (28800 + mod(e.dice, 28807)) / 86400
                end as granted_at,
                e.left_days,
                e.user_dice,
                e.dice
           from (
                  select r.program_no,
                         r.program_id,
                         u.user_id,
                         u.tenure_days,
                         u.left_days,
                         u.dice as user_dice,
                         {{ dice("5000 * r.program_no + u.user_no") | indent(25) }} as dice
                    from program r
                   cross join person u
                ) e
          where mod(e.dice, 100003) * (e.program_no + 5) < 331000
       )
{%- endmacro %}
