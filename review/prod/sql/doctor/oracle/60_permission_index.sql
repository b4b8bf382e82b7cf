-- name:        permission index
-- purpose:     the permission table, unless it is a view, has a usable index that starts with PROGRAM_ID, USER_ID, in the order of [indexes.permission]
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
       ),
       led as (
         select i.owner,
                i.index_name,
                c.table_owner,
                c.table_name,
                min(case c.column_position when 1 then c.column_name end) as first_column
           from all_ind_columns c
           join all_indexes i
             on i.owner = c.index_owner
            and i.index_name = c.index_name
          where c.column_position <= 2
            and c.column_name in ('PROGRAM_ID', 'USER_ID')
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
          group by i.owner, i.index_name, c.table_owner, c.table_name
         having count(*) = 2
       )
select 'bad' as verdict,
       case when d.index_name is null
         then 'no usable index of ' || l.owner || '.' || l.table_name || ' starts with PROGRAM_ID and USER_ID'
         else 'the index ' || d.owner || '.' || d.index_name || ' starts with USER_ID, PROGRAM_ID, but hints name it as PROGRAM_ID, USER_ID: Oracle ignores them'
       end as finding,
       case when d.index_name is null
         then 'create one, such as the primary key, see: lapse script indexes'
         else 'declare it in [indexes.permission] with its columns in their order'
       end as todo
  from located l
  join all_tables t
    on t.owner = l.owner
   and t.table_name = l.table_name
  left join led d
    on d.table_owner = l.owner
   and d.table_name = l.table_name
 where not exists (
         select 1
           from led r
          where r.table_owner = l.owner
            and r.table_name = l.table_name
            and r.first_column = 'PROGRAM_ID'
       )
