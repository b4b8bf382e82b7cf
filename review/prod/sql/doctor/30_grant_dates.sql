-- name:        grant dates
-- purpose:     every permission has a date of its grant
-- transaction: caller
-- binds:       none
-- index:       of the permission table, else one pass over it
-- undo:        none needed, read only
select 'ok' as verdict,
       'set granted_at where such a permission shall lapse too' as todo,
       case count(*)
         when 1 then '1 permission has no granted_at: it never lapses'
         else count(*) || ' permissions have no granted_at: they never lapse'
       end as finding
  from app.permission p
 where p.granted_at is null
having count(*) > 0
