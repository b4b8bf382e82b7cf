-- name:        permission key
-- purpose:     an enabled and validated key, or a unique index, of the permission table, unless it is a view, starts with program and user
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
         select k.owner,
                k.table_name,
                k.constraint_name,
                k.status,
                k.validated
           from all_constraints k
           join all_cons_columns c
             on c.owner = k.owner
            and c.constraint_name = k.constraint_name
          where k.constraint_type in ('P', 'U')
            and c.position <= 2
            and c.column_name in ('PROGRAM_ID', 'USER_ID')
          group by k.owner, k.table_name, k.constraint_name, k.status, k.validated
         having count(*) = 2
       )
select 'bad' as verdict,
       case when d.constraint_name is null
         then 'no primary or unique key of ' || l.owner || '.' || l.table_name || ' starts with PROGRAM_ID and USER_ID'
         else 'the key ' || d.constraint_name || ' of ' || l.owner || '.' || l.table_name || ' is ' || lower(d.status) || ', ' || lower(d.validated)
       end || ': duplicate permissions are possible' as finding,
       case when d.constraint_name is null
         then 'add one, see: lapse script indexes; where a user has several rows for a program, one that starts with both'
         else 'alter table ' || l.owner || '.' || l.table_name || ' modify constraint ' || d.constraint_name || ' enable validate'
       end as todo
  from located l
  join all_tables t
    on t.owner = l.owner
   and t.table_name = l.table_name
  left join led d
    on d.owner = l.owner
   and d.table_name = l.table_name
 where not exists (
         select 1
           from led r
          where r.owner = l.owner
            and r.table_name = l.table_name
            and r.status = 'ENABLED'
            and r.validated = 'VALIDATED'
       )
   and not exists (
         select 1
           from all_indexes i
           join all_ind_columns c
             on c.index_owner = i.owner
            and c.index_name = i.index_name
          where i.table_owner = l.owner
            and i.table_name = l.table_name
            and i.uniqueness = 'UNIQUE'
            and c.column_position <= 2
            and c.column_name in ('PROGRAM_ID', 'USER_ID')
          group by i.owner, i.index_name
         having count(*) = 2
       )
