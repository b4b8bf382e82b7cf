-- name:        grant dates
-- purpose:     every permission has a grant date
-- transaction: caller
-- binds:       none
-- index:       an index of the permission table that has the grant date, or one pass over the table
-- undo:        none needed, read only
select 'ok' as verdict,
       'set {{ permission.granted_at }} of each permission that should lapse too' as todo,
       case count(*)
         when 1 then '1 permission has no {{ permission.granted_at }}: it never lapses'
         else count(*) || ' permissions have no {{ permission.granted_at }}: they never lapse'
       end as finding
  from {{ permission }} p
 where p.{{ permission.granted_at }} is null
having count(*) > 0
