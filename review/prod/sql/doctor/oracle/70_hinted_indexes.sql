-- name:        hinted indexes
-- purpose:     the first index of each hint exists on one of the tables
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
       hinted as (
         select null as hint_name, null as hint_text
           from dual
          where 1 = 0
         union all
         select 'stage_items', '' from dual
       ),
       place as (
         select 1 as place_no from dual
         union all
         select 2 as place_no from dual
         union all
         select 3 as place_no from dual
         union all
         select 4 as place_no from dual
         union all
         select 5 as place_no from dual
         union all
         select 6 as place_no from dual
         union all
         select 7 as place_no from dual
         union all
         select 8 as place_no from dual
       ),
       named as (
         select h.hint_name,
                upper(replace(
                  regexp_substr(h.hint_text, 'index[a-z_]* *\( *(@[^ ]+ +)?[^ ()]+ +([^ ()]+)', 1, n.place_no, 'i', 2), '"'
                )) as index_name
           from hinted h
          cross join place n
       )
select 'bad' as verdict,
       'hint ' || d.hint_name || ' names the index ' || d.index_name || ', which none of the tables has' as finding,
       'correct [hints] ' || d.hint_name || ', or create the index' as todo
  from named d
 where d.index_name is not null
   and not exists (
         select 1
           from all_indexes i
           join located l
             on l.owner = i.table_owner
            and l.table_name = i.table_name
          where i.index_name = d.index_name
       )
