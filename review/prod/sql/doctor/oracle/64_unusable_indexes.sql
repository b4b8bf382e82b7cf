-- name:        unusable indexes
-- purpose:     no index of the tables that this account can see is unusable, nor a partition of one
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
         select 'lapse_owner.lapse_sync_item' as name_used, 'LAPSE_SYNC_ITEM' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_run' as name_used, 'LAPSE_RUN' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_run_step' as name_used, 'LAPSE_RUN_STEP' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_run_count' as name_used, 'LAPSE_RUN_COUNT' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_watermark' as name_used, 'LAPSE_WATERMARK' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_log_day' as name_used, 'LAPSE_LOG_DAY' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_candidate' as name_used, 'LAPSE_CANDIDATE' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_run_program' as name_used, 'LAPSE_RUN_PROGRAM' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_rejected_item' as name_used, 'LAPSE_REJECTED_ITEM' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_revocation' as name_used, 'LAPSE_REVOCATION' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_policy' as name_used, 'LAPSE_POLICY' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_exemption' as name_used, 'LAPSE_EXEMPTION' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_notice' as name_used, 'LAPSE_NOTICE' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_accepted_day' as name_used, 'LAPSE_ACCEPTED_DAY' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_dismissal' as name_used, 'LAPSE_DISMISSAL' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_pause' as name_used, 'LAPSE_PAUSE' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_restore_item' as name_used, 'LAPSE_RESTORE_ITEM' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_lock' as name_used, 'LAPSE_LOCK' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
         union all
         select 'lapse_owner.lapse_version' as name_used, 'LAPSE_VERSION' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
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
