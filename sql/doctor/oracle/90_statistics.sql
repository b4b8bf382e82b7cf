-- name:        statistics
-- purpose:     the tables have statistics that are not stale
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission, lapse_last_access]) }}
select 'bad' as verdict,
       l.owner || '.' || l.table_name
       || case
            when t.last_analyzed is null then ' has no statistics'
            else ' has stale statistics from ' || to_char(t.last_analyzed, 'yyyy-mm-dd hh24:mi:ss')
          end as finding,
       'exec dbms_stats.gather_table_stats(''' || l.owner || ''', ''' || l.table_name || ''')' as todo
  from located l
  join all_tab_statistics t
    on t.owner = l.owner
   and t.table_name = l.table_name
   and t.object_type = 'TABLE'
 where t.stale_stats = 'YES'
    or (t.last_analyzed is null and l.name_used <> '{{ lapse_last_access }}')
 order by l.owner, l.table_name
