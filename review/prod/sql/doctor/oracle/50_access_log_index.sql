-- name:        access log index
-- purpose:     each access log, unless it is a view, has a usable index that starts with its time of access
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
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
       ),
       led as (
         select 'app.access_log' as name_used, 'ACCESSED_AT' as column_name from dual
       )
select 'bad' as verdict,
       'create one, see: lapse script indexes; without it sync reads the whole log every evening' as todo,
       'no usable index of ' || l.owner || '.' || l.table_name || ' starts with ' || d.column_name as finding
  from located l
  join led d
    on d.name_used = l.name_used
  join all_tables t
    on t.owner = l.owner
   and t.table_name = l.table_name
 where not exists (
         select 1
           from all_ind_columns c
           join all_indexes i
             on i.owner = c.index_owner
            and i.index_name = c.index_name
          where c.table_owner = l.owner
            and c.table_name = l.table_name
            and c.column_position = 1
            and c.column_name = d.column_name
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
       )
