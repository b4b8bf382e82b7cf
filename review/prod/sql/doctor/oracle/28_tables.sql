-- name:        tables
-- purpose:     the dictionary shows the access logs and the permission table, so that the other checks find them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'app.permission' as name_used, 'PERMISSION' as table_name, 'n' as is_bare, 'APP' as owner from dual
       ),
       located as (
         select u.name_used,
                coalesce(o.owner, s.table_owner, p.table_owner, u.owner) as owner,
                coalesce(o.object_name, s.table_name, p.table_name, u.table_name) as table_name
           from used u
           left join all_objects o
             on o.owner = u.owner
            and o.object_name = u.table_name
            and o.object_type in ('TABLE', 'VIEW')
           left join all_synonyms s
             on s.owner = u.owner
            and s.synonym_name = u.table_name
           left join all_synonyms p
             on p.owner = 'PUBLIC'
            and p.synonym_name = u.table_name
            and u.is_bare = 'y'
       )
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
