-- name:        rights needed
-- purpose:     the account has every right that sql/grants gives it
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
       acting as (
         select 'owner' as account_kind from dual where sys_context('userenv', 'session_user') = 'LAPSE_OWNER'
         union all
         select 'operator' from dual where sys_context('userenv', 'session_user') = 'LAPSE_OPERATOR'
         union all
         select 'runtime' from dual where sys_context('userenv', 'session_user') = 'LAPSE_APP'
             or sys_context('userenv', 'session_user') not in ('LAPSE_OWNER', 'LAPSE_OPERATOR')
       ),
       given as (
         select 'owner' as account_kind, 'app.access_log' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'app.access_log' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'app.access_log' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'owner' as account_kind, 'app.permission' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'app.permission' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'app.permission' as name_used, 'DELETE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_last_access' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_last_access' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_last_access' as name_used, 'UPDATE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_sync_item' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_sync_item' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_sync_item' as name_used, 'DELETE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_step' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_step' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_count' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_count' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_rejected_item' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_rejected_item' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_policy' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_exemption' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_watermark' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_watermark' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_watermark' as name_used, 'UPDATE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_log_day' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_log_day' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_log_day' as name_used, 'UPDATE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_notice' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_notice' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_notice' as name_used, 'DELETE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_candidate' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_candidate' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_candidate' as name_used, 'UPDATE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_program' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_program' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run_program' as name_used, 'UPDATE' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_accepted_day' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_dismissal' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_pause' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_lock' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_version' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'app.permission' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'app.permission' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_last_access' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run_step' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run_step' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run_count' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run_count' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_rejected_item' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_rejected_item' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_policy' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_exemption' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_watermark' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_log_day' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_notice' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_candidate' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run_program' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_accepted_day' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_dismissal' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_pause' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_restore_item' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_restore_item' as name_used, 'INSERT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_restore_item' as name_used, 'DELETE' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_lock' as name_used, 'SELECT' as privilege, '*' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_version' as name_used, 'READ' as privilege, '*' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'STATUS' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'HEARTBEAT_AT' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'JUDGED_AT' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'FINISHED_AT' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'EXIT_CODE' as column_name from dual
         union all
         select 'runtime' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'MESSAGE' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'STATUS' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'HEARTBEAT_AT' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'FINISHED_AT' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'EXIT_CODE' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_run' as name_used, 'UPDATE' as privilege, 'MESSAGE' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'UPDATE' as privilege, 'RESTORED_AT' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'UPDATE' as privilege, 'RESTORED_BY' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'UPDATE' as privilege, 'RESTORE_REASON' as column_name from dual
         union all
         select 'operator' as account_kind, 'lapse_owner.lapse_revocation' as name_used, 'UPDATE' as privilege, 'RESTORE_RUN_ID' as column_name from dual
       ),
       needed as (
         select distinct n.name_used,
                n.privilege,
                n.column_name
           from given n
           join acting a
             on a.account_kind = n.account_kind
       ),
       held as (
         select a.grantee,
                a.table_schema,
                a.table_name,
                a.privilege,
                '*' as column_name,
                'on ' || a.table_schema || '.' || a.table_name as granted_on
           from all_tab_privs a
          where a.grantee in ('PUBLIC', sys_context('userenv', 'session_user'))
             or a.grantee in (
                  select r.role
                    from session_roles r
                )
          union
         select c.grantee,
                c.table_schema,
                c.table_name,
                c.privilege,
                c.column_name,
                'on ' || c.table_schema || '.' || c.table_name
           from all_col_privs c
          where c.grantee in ('PUBLIC', sys_context('userenv', 'session_user'))
             or c.grantee in (
                  select r.role
                    from session_roles r
                )
          union
         select sys_context('userenv', 'session_user'),
                l.owner,
                l.table_name,
                replace(z.privilege, ' ANY TABLE'),
                '*',
                'any table on schema ' || z.schema
           from session_schema_privs z
           join located l
             on l.owner = z.schema
          where z.privilege in ('SELECT ANY TABLE', 'READ ANY TABLE', 'INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE')
       )
select 'bad' as verdict,
       'have a DBA run the script that ''lapse grants'' prints' as todo,
       'no right to ' || lower(e.privilege) || case when e.column_name = '*' then '' else ' (' || lower(e.column_name) || ')' end || ' on ' || l.owner || '.' || l.table_name || ', or the table does not exist' as finding
  from needed e
  join located l
    on l.name_used = e.name_used
 where l.owner <> sys_context('userenv', 'session_user')
   and not exists (
         select 1
           from held g
          where g.table_schema = l.owner
            and g.table_name = l.table_name
            and g.column_name in ('*', e.column_name)
            and (
                  g.privilege = e.privilege
                  or (g.privilege = 'SELECT' and e.privilege = 'READ')
                )
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = e.privilege || ' ANY TABLE'
             or (s.privilege = 'SELECT ANY TABLE' and e.privilege = 'READ')
       )
 order by l.owner, l.table_name, e.privilege, e.column_name
