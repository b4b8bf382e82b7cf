-- name:        permission index
-- purpose:     the permission table has an index that starts with program and user, in either order
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located([permission]) }}
select 'bad' as verdict,
       'create one, such as the primary key of sql/customer/30_permission.sql' as todo,
       'no usable index of ' || l.owner || '.' || l.table_name
       || ' starts with {{ permission.program_id | upper }} and {{ permission.user_id | upper }}' as finding
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
            and c.column_name = '{{ permission.program_id | upper }}'
            and d.column_name = '{{ permission.user_id | upper }}'
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
       )
