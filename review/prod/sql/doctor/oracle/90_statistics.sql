-- name:        statistics
-- purpose:     the tables have statistics that are not stale
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'app.permission' as name_used, 'PERMISSION' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'lapse_owner.lapse_last_access' as name_used, 'LAPSE_LAST_ACCESS' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
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
    or (t.last_analyzed is null and l.name_used <> 'lapse_owner.lapse_last_access')
 order by l.owner, l.table_name
