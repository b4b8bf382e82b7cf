{%- set first, second = permission.key_columns.upper().split(" ") -%}
-- name:        permission index
-- purpose:     the permission table, unless it is a view, has a usable index that starts with {{ first }}, {{ second }}, in the order of [indexes.permission]
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located([permission]) }},
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
            and c.column_name in ('{{ first }}', '{{ second }}')
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
          group by i.owner, i.index_name, c.table_owner, c.table_name
         having count(*) = 2
       )
select 'bad' as verdict,
       case when d.index_name is null
         then 'no usable index of ' || l.owner || '.' || l.table_name || ' starts with {{ first }} and {{ second }}'
         else 'the index ' || d.owner || '.' || d.index_name || ' starts with {{ second }}, {{ first }}, but hints name it as {{ first }}, {{ second }}: Oracle ignores them'
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
            and r.first_column = '{{ first }}'
       )
