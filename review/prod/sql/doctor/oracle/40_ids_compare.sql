-- name:        ids compare
-- purpose:     ids of the log and of the permission table can be equal: both are blank-padded (CHAR), or neither is
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
       ),
       paired as (
         select 'app.access_log' as name_used, 'PROGRAM_ID' as log_column, 'PROGRAM_ID' as permission_column from dual
         union all
         select 'app.access_log', 'USER_ID', 'USER_ID' from dual
       )
select 'bad' as verdict,
       'make both one type, or for the log alone name a view with rtrim of the CHAR column' as todo,
       a.table_name || '.' || a.column_name || ' is ' || a.data_type || '(' || a.char_length || '), but '
       || p.table_name || '.' || p.column_name || ' is ' || p.data_type || '(' || p.char_length
       || '): no access would ever be found' as finding
  from paired d
  join located l
    on l.name_used = d.name_used
  join located m
    on m.name_used = 'app.permission'
  join all_tab_columns a
    on a.owner = l.owner
   and a.table_name = l.table_name
   and a.column_name = d.log_column
  join all_tab_columns p
    on p.owner = m.owner
   and p.table_name = m.table_name
   and p.column_name = d.permission_column
 where (a.data_type in ('CHAR', 'NCHAR') or p.data_type in ('CHAR', 'NCHAR'))
   and (a.data_type <> p.data_type or a.char_length <> p.char_length)
