-- name:        tables
-- purpose:     the dictionary shows the access logs and the permission table, so that the other checks find them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission]) }}
select 'look' as verdict,
       l.name_used || ' leads to ' || l.owner || '.' || l.table_name || ', which the dictionary does not show to this account as a table or a view:'
       || ' no other check of the dictionary finds anything of it' as finding,
       'name the table itself in [tables], not a synonym of a synonym or a table of another database' as todo
  from located l
 where not exists (
         select 1
           from all_objects o
          where o.owner = l.owner
            and o.object_name = l.table_name
            and o.object_type in ('TABLE', 'VIEW')
       )
 order by l.name_used
