-- name:        permission key
-- purpose:     an enabled and validated key, or a unique index, of the permission table, unless it is a view, starts with program and user
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located([permission]) }},
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
            and c.column_name in ('{{ permission.program_id | upper }}', '{{ permission.user_id | upper }}')
          group by k.owner, k.table_name, k.constraint_name, k.status, k.validated
         having count(*) = 2
       )
select 'bad' as verdict,
       case when d.constraint_name is null
         then 'no primary or unique key of ' || l.owner || '.' || l.table_name || ' starts with {{ permission.program_id | upper }} and {{ permission.user_id | upper }}'
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
            and c.column_name in ('{{ permission.program_id | upper }}', '{{ permission.user_id | upper }}')
          group by i.owner, i.index_name
         having count(*) = 2
       )
