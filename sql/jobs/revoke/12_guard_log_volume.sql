-- name:        guard log volume
-- purpose:     half a log is no log: the last whole day against the median of the 14 days of its kind before, workday or weekend
-- transaction: guard
-- binds:       as_of
-- index:       of each access log, led by its time of access; range scans of up to 21 days, at a weekend 51
-- undo:        none needed, read only
  with digit as (
{%- for d in range(10) %}
         {{ "union all\n         " if not loop.first }}select {{ d }} as d from dual
{%- endfor %}
       ),
       past as (
         select d.days_ago,
                trunc(:as_of, 'dd') - d.days_ago as day_begin,
                case
                  when trunc(:as_of, 'dd') - d.days_ago >= trunc(trunc(:as_of, 'dd') - d.days_ago, 'iw') + 5 then 'weekend'
                  else 'workday'
                end as kind
           from (
                  select 10 * t.d + u.d as days_ago
                    from digit t
                   cross join digit u
                   where t.d < 6
                     and 10 * t.d + u.d > 0
                ) d
       ),
       compared as (
         select p.days_ago,
                p.day_begin,
                row_number() over (order by p.days_ago) as place
           from past p
           join past y
             on y.days_ago = 1
            and y.kind = p.kind
       )
{%- for log in access_logs %}
{{ " union all\n" if not loop.first -}}
select '{{ log }} has ' || v.last_day || ' rows of ' || to_char(v.last_day_begin, 'yyyy-mm-dd')
       || ', under {{ guards.min_log_volume_percent }} % of the median of ' || round(v.median_day) || ' of the days of its kind before it' as reason
  from (
         select max(case when n.place = 1 then n.day_begin end) as last_day_begin,
                max(case when n.place = 1 then n.log_rows end) as last_day,
                percentile_cont(0.5) within group (order by case when n.place > 1 then n.log_rows end) as median_day
           from (
                  select c.place,
                         c.day_begin,
                         (
                           select count(*)
                             from {{ log }} l
                            where l.{{ log.accessed_at }} >= c.day_begin
                              and l.{{ log.accessed_at }} < c.day_begin + 1
                         ) as log_rows
                    from compared c
                   where c.place <= 15
                ) n
       ) v
 where v.last_day * 100 < {{ guards.min_log_volume_percent }} * v.median_day
{%- endfor %}
