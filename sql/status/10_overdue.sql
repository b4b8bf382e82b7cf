{%- set hours = status.max_evening_age_hours -%}
-- name:        overdue
-- purpose:     find that no evening has ended well for {{ hours }} hour{{ "" if hours == 1 else "s" }}
-- transaction: caller
-- binds:       none
-- index:       none; {{ lapse_run }} has one row per run
-- undo:        none needed, read only
select 'critical' as state,
       case
         when g.ended_well_at is null
         then 'no evening has ended well yet'
         else 'no evening has ended well since ' || to_char(g.ended_well_at, 'yyyy-mm-dd hh24:mi:ss') || ', over {{ hours }} hour{{ "" if hours == 1 else "s" }} ago'
       end as finding,
       'see lapse runs, and whether cron still starts lapse run' as todo,
       g.ended_well_at
  from (
         select max(e.finished_at) as ended_well_at
           from {{ lapse_run }} e
          where e.status in ('done', 'rejected')
            and {{ is_evening("e") }}
       ) g
 where g.ended_well_at is null
    or g.ended_well_at < sysdate - {{ hours }} / 24
