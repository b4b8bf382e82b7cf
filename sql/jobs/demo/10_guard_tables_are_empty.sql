-- name:        guard tables are empty
-- purpose:     stop if the access log or the permission table has a row already
-- transaction: guard
-- binds:       none
-- index:       none; the first row found is enough
-- undo:        none needed, read only
select '{{ access_log }} has rows: the demo fills empty tables only, nothing was done' as reason
  from dual
 where exists (
         select 1
           from {{ access_log }} l
       )
 union all
select '{{ permission }} has rows: the demo fills empty tables only, nothing was done'
  from dual
 where exists (
         select 1
           from {{ permission }} p
       )
