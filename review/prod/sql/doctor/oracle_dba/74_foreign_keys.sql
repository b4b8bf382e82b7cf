-- name:        foreign keys
-- purpose:     no enabled foreign key refers to app.permission
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
       )
select case d.delete_rule when 'NO ACTION' then 'look' else 'bad' end as verdict,
       'foreign key ' || d.constraint_name || ' of ' || d.owner || '.' || d.table_name || ' to ' || d.parent_path
       || case d.delete_rule
            when 'CASCADE' then ' is on delete cascade: a run would delete rows that no archive keeps'
            when 'SET NULL' then ' is on delete set null: a run would change rows that no archive keeps'
            else ': a permission with rows there cannot be deleted, and the revoke would roll back (ORA-02292)'
          end as finding,
       case d.delete_rule
         when 'NO ACTION' then 'make sure that permissions which lapse have no rows there, or exempt them'
         else 'create the key without on delete; restore cannot bring these rows back'
       end as todo
  from child d
 order by d.owner, d.table_name, d.constraint_name
