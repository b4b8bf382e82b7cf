-- name:        triggers
-- purpose:     no trigger of app.permission that this account can see fires when lapse deletes or restores a permission
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
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
       'trigger ' || g.owner || '.' || g.trigger_name || ' fires ' || lower(g.trigger_type) || ': '
       || lower(g.triggering_event) || ' on ' || l.owner || '.' || l.table_name as finding,
       'read it: for lapse it must not skip, undo or repeat a DELETE or an INSERT, and not commit' as todo
  from located l
  join all_triggers g
    on g.table_owner = l.owner
   and g.table_name = l.table_name
 where g.status = 'ENABLED'
   and (g.triggering_event like '%DELETE%' or g.triggering_event like '%INSERT%')
 order by g.owner, g.trigger_name
