-- name:        newest partition
-- purpose:     the newest partition of each access log that is a partitioned table has statistics that are not stale, or locked ones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs) }}
select 'look' as verdict,
       'partition ' || t.partition_name || ' of ' || l.owner || '.' || l.table_name
       || case
            when t.last_analyzed is null then ' has no statistics'
            else ' has stale statistics from ' || to_char(t.last_analyzed, 'yyyy-mm-dd hh24:mi:ss')
          end as finding,
       'unless it is empty, exec dbms_stats.gather_table_stats(''' || l.owner || ''', ''' || l.table_name || ''', partname => '''
       || t.partition_name || ''', granularity => ''PARTITION'')' as todo
  from located l
  join all_tab_statistics t
    on t.owner = l.owner
   and t.table_name = l.table_name
   and t.object_type = 'PARTITION'
 where t.stattype_locked is null
   and (t.last_analyzed is null or t.stale_stats = 'YES')
   and t.partition_position = (
         select max(n.partition_position)
           from all_tab_partitions n
          where n.table_owner = l.owner
            and n.table_name = l.table_name
       )
 order by l.owner, l.table_name
