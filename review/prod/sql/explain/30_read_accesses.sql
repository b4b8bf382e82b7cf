-- name:        read accesses
-- purpose:     list how the plan reaches each table and index, and whether that line reads all of it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select p.id as plan_line,
       lower(p.operation) as operation,
       lower(p.options) as options,
       lower(p.object_name) as object_name,
       lower(p.object_alias) as object_alias,
       lower(p.partition_start) as partition_start,
       lower(p.partition_stop) as partition_stop,
       case when p.options like '%FULL%' and p.options not like '%MIN/MAX%' then 1 else 0 end as is_pass
  from plan_table p
 where p.statement_id = 'lapse'
   and p.object_name is not null
   and (p.operation like '%ACCESS%' or p.operation like '%INDEX%')
 order by p.id
