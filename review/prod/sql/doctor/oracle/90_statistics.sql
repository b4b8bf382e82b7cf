-- name:        statistics
-- purpose:     the access logs and the permission table, unless they are views, lapse_owner.lapse_last_access and lapse_owner.lapse_candidate have statistics that are not stale, or locked ones
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
         union all
         select 'lapse_owner.lapse_candidate' as name_used, 'LAPSE_CANDIDATE' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
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
       filled as (
         select 'app.access_log' as name_used from dual
         union all
         select 'app.permission' as name_used from dual
         union all
         select 'lapse_owner.lapse_last_access' from dual where exists (select 1 from lapse_owner.lapse_last_access a)
         union all
         select 'lapse_owner.lapse_candidate' from dual where exists (select 1 from lapse_owner.lapse_run r where r.judged_at is not null)
       )
select case when t.last_analyzed is null then 'bad' else 'look' end as verdict,
       l.owner || '.' || l.table_name
       || case
            when t.last_analyzed is null then ' has no statistics'
            else ' has stale statistics from ' || to_char(t.last_analyzed, 'yyyy-mm-dd hh24:mi:ss')
          end as finding,
       'exec dbms_stats.gather_table_stats(''' || l.owner || ''', ''' || l.table_name || ''')'
       || case when l.name_used = 'lapse_owner.lapse_candidate' then ' after a typical evening, then lock them with dbms_stats.lock_table_stats' else '' end as todo
  from located l
  join filled f
    on f.name_used = l.name_used
  join all_tab_statistics t
    on t.owner = l.owner
   and t.table_name = l.table_name
   and t.object_type = 'TABLE'
 where t.stattype_locked is null
   and (t.last_analyzed is null or t.stale_stats = 'YES')
 order by l.owner, l.table_name
