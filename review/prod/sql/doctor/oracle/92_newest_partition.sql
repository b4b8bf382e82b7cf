-- name:        newest partition
-- purpose:     the newest partition of each access log that is a partitioned table has statistics that are not stale, or locked ones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
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
