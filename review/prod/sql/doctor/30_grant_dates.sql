-- name:        grant dates
-- purpose:     every permission has a date of its grant
-- transaction: caller
-- binds:       none
-- index:       of the permission table, else one pass over it
-- undo:        none needed, read only
select 'ok' as verdict,
       'set granted_at where these permissions shall lapse too' as todo,
       count(*) || ' permissions have no granted_at: they never lapse' as finding
  from app.permission p
 where p.granted_at is null
having count(*) > 0
