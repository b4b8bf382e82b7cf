-- name:        log accesses
-- purpose:     insert a million accesses of the last 200 days: few permissions are used much, many little or never
-- transaction: tasklet
-- binds:       as_of
-- index:       none; each access picks its permission by number
-- undo:        delete the rows of the table, which was empty
insert into {{ access_log }}
       ({{ access_log.program_id }}, {{ access_log.user_id }}, {{ access_log.accessed_at }})
  with {{ company() }},
       habit as (
         select row_number() over (order by mod(e.user_dice, 1031) * mod(e.dice, 1033), e.dice) as habit_no,
                e.program_id,
                e.user_id,
                nvl(e.granted_at, :as_of - 200) as begins_at,
                :as_of - case
                           when mod(e.dice, 1019) < 100 and mod(e.dice, 199) > e.left_days
                           then mod(e.dice, 199)
                           else e.left_days
                         end as ends_at
           from entitlement e
          where mod(e.dice, 1021) >= 204
       ),
       draw as (
         select n.day_no,
                {{ dice("20000000 + 8000 * n.day_no + n.draw_no") | indent(16) }} as dice
           from (
                  select 100 * dh.d + 10 * dt.d + du.d as day_no,
                         1000 * th.d + 100 * hu.d + 10 * te.d + un.d as draw_no
                    from digit dh
                   cross join digit dt
                   cross join digit du
                   cross join digit th
                   cross join digit hu
                   cross join digit te
                   cross join digit un
                   where 100 * dh.d + 10 * dt.d + du.d < 207
                     and th.d < 8
                ) n
          -- the days count back from the Sunday of this week
          where mod(n.day_no, 7) > 1
             or n.draw_no < 2000
       ),
       happening as (
         -- the square of a draw favours the first habits
         select 1 + floor(48000 * mod(w.dice, 1000003) * mod(w.dice, 1000003) / 1000006000009) as habit_no,
                trunc(:as_of, 'iw') + 6 - w.day_no + (25200 + mod(w.dice, 36007)) / 86400 as accessed_at
           from draw w
       )
select h.program_id,
       h.user_id,
       g.accessed_at
  from happening g
  join habit h
    on h.habit_no = g.habit_no
 where g.accessed_at > :as_of - 200
   and g.accessed_at <= :as_of
   and g.accessed_at between h.begins_at and h.ends_at
 order by g.accessed_at
