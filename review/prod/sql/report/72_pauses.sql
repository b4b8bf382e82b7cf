-- name:        list pauses of report
-- purpose:     list the pauses in force at any time of a report, or now
-- transaction: caller
-- binds:       from_at, to_at
-- index:       none; lapse_owner.lapse_pause has one row per pause
-- undo:        none needed, read only
select z.reason,
       z.paused_by,
       z.starts_at,
       z.ends_at,
       z.resumed_by
  from lapse_owner.lapse_pause z
 where (z.starts_at <= :to_at and z.ends_at > :from_at)
    or (z.starts_at <= sysdate and z.ends_at > sysdate)
 order by z.starts_at, z.pause_id
