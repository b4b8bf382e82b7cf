-- name:        paused
-- purpose:     find the pause in force
-- transaction: caller
-- binds:       none
-- index:       none; lapse_owner.lapse_pause has one row per pause
-- undo:        none needed, read only
select 'warning' as state,
       'paused until ' || to_char(z.ends_at, 'yyyy-mm-dd hh24:mi:ss') || ' (' || substr(z.reason, 1, 900) || '): runs revoke nothing' as finding,
       'run lapse resume once the reason is gone' as todo,
       z.starts_at,
       z.ends_at,
       z.paused_by,
       z.reason
  from lapse_owner.lapse_pause z
 where z.starts_at <= sysdate
   and z.ends_at > sysdate
 order by z.ends_at
