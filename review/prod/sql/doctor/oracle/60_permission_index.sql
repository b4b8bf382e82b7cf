-- name:        permission index
-- purpose:     the permission table has an index that starts with program and user, in either order
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
select 'bad' as verdict,
       'create one, such as the primary key of sql/customer/30_permission.sql' as todo,
       'no usable index of ' || l.owner || '.' || l.table_name
       || ' starts with PROGRAM_ID and USER_ID' as finding
  from located l
 where not exists (
         select 1
           from all_ind_columns c
           join all_ind_columns d
             on d.index_owner = c.index_owner
            and d.index_name = c.index_name
            and d.column_position <> c.column_position
           join all_indexes i
             on i.owner = c.index_owner
            and i.index_name = c.index_name
          where c.table_owner = l.owner
            and c.table_name = l.table_name
            and c.column_position <= 2
            and d.column_position <= 2
            and c.column_name = 'PROGRAM_ID'
            and d.column_name = 'USER_ID'
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
       )
