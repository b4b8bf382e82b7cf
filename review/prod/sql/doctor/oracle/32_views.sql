-- name:        views
-- purpose:     the access logs and the permission table are tables
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
       l.owner || '.' || l.table_name || ' is a view: policies, triggers, keys, foreign keys, indexes, columns and statistics of the tables behind it cannot be checked' as finding,
       'check them by hand; docs/dba-guide.md says what doctor checks of a table' as todo
  from located l
  join all_views v
    on v.owner = l.owner
   and v.view_name = l.table_name
 order by l.owner, l.table_name
