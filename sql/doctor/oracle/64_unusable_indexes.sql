-- name:        unusable indexes
-- purpose:     no index of the tables that this account can see is unusable, nor a partition of one
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission] + own_tables) }},
       indexed as (
         select i.owner,
                i.index_name,
                i.status,
                l.owner || '.' || l.table_name as table_path
           from located l
           join all_indexes i
             on i.table_owner = l.owner
            and i.table_name = l.table_name
       ),
       broken as (
         select i.owner,
                i.index_name,
                i.table_path,
                'rebuild' as how
           from indexed i
          where i.status = 'UNUSABLE'
          union all
         select i.owner,
                i.index_name,
                i.table_path,
                'rebuild partition ' || n.partition_name
           from indexed i
           join all_ind_partitions n
             on n.index_owner = i.owner
            and n.index_name = i.index_name
          where n.status = 'UNUSABLE'
          union all
         select i.owner,
                i.index_name,
                i.table_path,
                'rebuild subpartition ' || n.subpartition_name
           from indexed i
           join all_ind_subpartitions n
             on n.index_owner = i.owner
            and n.index_name = i.index_name
          where n.status = 'UNUSABLE'
       )
select 'bad' as verdict,
       'index ' || n.owner || '.' || n.index_name || ' of ' || n.table_path || ' is unusable'
       || case when n.how = 'rebuild' then '' when n.parts = 1 then ' in 1 partition' else ' in ' || n.parts || ' partitions' end as finding,
       case when n.parts = 1 then '' else 'for each: ' end || 'alter index ' || n.owner || '.' || n.index_name || ' ' || n.how as todo
  from (
         select b.owner,
                b.index_name,
                b.table_path,
                min(b.how) as how,
                count(*) as parts
           from broken b
          group by b.owner, b.index_name, b.table_path
       ) n
 order by n.owner, n.index_name
