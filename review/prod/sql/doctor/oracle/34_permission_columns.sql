-- name:        permission columns
-- purpose:     the permission table, unless it is a view, has no virtual column, and no invisible one that stores a value
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
       l.owner || '.' || l.table_name || '.' || c.column_name
       || case c.hidden_column
            when 'YES' then ' is invisible: a revocation would lose its value'
            else ' is virtual: a restore would fail (ORA-54013)'
          end as finding,
       case c.hidden_column
         when 'YES' then 'make it visible and name it in [columns.permission.extra]'
         else 'make it invisible; its value is computed, so the archive does not need it'
       end as todo
  from located l
  join all_tab_cols c
    on c.owner = l.owner
   and c.table_name = l.table_name
  join all_tables t
    on t.owner = l.owner
   and t.table_name = l.table_name
 where c.hidden_column <> c.virtual_column
   and c.user_generated = 'YES'
   and c.column_name not like 'SYS_C%$'
 order by c.column_name
