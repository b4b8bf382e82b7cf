-- name:        guard tables are empty
-- purpose:     a made-up company never mixes with rows that are already there
-- transaction: guard
-- binds:       none
-- index:       none; the first row found answers
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
