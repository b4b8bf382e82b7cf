-- name:        foreign key indexes
-- purpose:     every enabled foreign key to app.permission has an index, usable or not, that starts with its columns
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
       child as (
         select f.owner,
                f.table_name,
                f.constraint_name,
                f.delete_rule,
                l.owner || '.' || l.table_name as parent_path
           from located l
           join dba_constraints k
             on k.owner = l.owner
            and k.table_name = l.table_name
           join dba_constraints f
             on f.r_owner = k.owner
            and f.r_constraint_name = k.constraint_name
          where k.constraint_type in ('P', 'U')
            and f.constraint_type = 'R'
            and f.status = 'ENABLED'
       ),
       sized as (
         select d.owner,
                d.table_name,
                d.constraint_name,
                count(*) as key_columns
           from child d
           join dba_cons_columns c
             on c.owner = d.owner
            and c.constraint_name = d.constraint_name
          group by d.owner, d.table_name, d.constraint_name
       ),
       led as (
         select z.owner,
                z.constraint_name
           from sized z
           join dba_cons_columns c
             on c.owner = z.owner
            and c.constraint_name = z.constraint_name
           join dba_ind_columns i
             on i.table_owner = z.owner
            and i.table_name = z.table_name
            and i.column_name = c.column_name
            and i.column_position <= z.key_columns
          group by z.owner, z.constraint_name, z.key_columns, i.index_owner, i.index_name
         having count(*) = z.key_columns
       )
select 'bad' as verdict,
       'foreign key ' || z.constraint_name || ' of ' || z.owner || '.' || z.table_name
       || ' has no index: the DELETE locks all of it, and waits for whoever changes it' as finding,
       'create an index of ' || z.owner || '.' || z.table_name || ' that starts with the columns of the key' as todo
  from sized z
 where not exists (
         select 1
           from led x
          where x.owner = z.owner
            and x.constraint_name = z.constraint_name
       )
 order by z.owner, z.table_name, z.constraint_name
