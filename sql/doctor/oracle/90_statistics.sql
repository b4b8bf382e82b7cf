-- name:        statistics
-- purpose:     the access logs and the permission table, unless they are views, {{ lapse_last_access }} and {{ lapse_candidate }} have statistics that are not stale, or locked ones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission, lapse_last_access, lapse_candidate]) }},
       filled as (
{%- for table in access_logs + [permission] %}
         select '{{ table }}' as name_used from dual
         union all
{%- endfor %}
         select '{{ lapse_last_access }}' from dual where exists (select 1 from {{ lapse_last_access }} a)
         union all
         select '{{ lapse_candidate }}' from dual where exists (select 1 from {{ lapse_run }} r where r.judged_at is not null)
       )
select case when t.last_analyzed is null then 'bad' else 'look' end as verdict,
       l.owner || '.' || l.table_name
       || case
            when t.last_analyzed is null then ' has no statistics'
            else ' has stale statistics from ' || to_char(t.last_analyzed, 'yyyy-mm-dd hh24:mi:ss')
          end as finding,
       'exec dbms_stats.gather_table_stats(''' || l.owner || ''', ''' || l.table_name || ''')'
       || case when l.name_used = '{{ lapse_candidate }}' then ' after a typical evening, then lock them with dbms_stats.lock_table_stats' else '' end as todo
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
