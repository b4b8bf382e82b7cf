-- name:        rights on tables
-- purpose:     the account owns none of the tables unless it is the owner, and has no right but READ that sql/grants does not give
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
       )
select case g.privilege when 'SELECT' then 'look' else 'bad' end as verdict,
       g.grantee || ' may ' || lower(g.privilege) || case when g.column_name = '*' then '' else ' (' || lower(g.column_name) || ')' end || ' on ' || l.owner || '.' || l.table_name
       || case g.privilege when 'SELECT' then ', and so lock its rows: READ would do' else '' end as finding,
       case g.privilege when 'SELECT' then 'if nothing else needs it: ' else '' end || 'revoke ' || lower(g.privilege) || ' ' || g.granted_on || ' from ' || g.grantee || ', then run the script that ''lapse grants'' prints' as todo
  from located l
  join held g
    on g.table_schema = l.owner
   and g.table_name = l.table_name
 where g.privilege <> 'READ'
   and not exists (
         select 1
           from needed e
          where e.name_used = l.name_used
            and e.privilege = g.privilege
            and e.column_name in ('*', g.column_name)
       )
 union all
select 'bad',
       'the account owns ' || l.owner || '.' || l.table_name || ', so it can alter and drop the table',
       'connect as another account, or move the table to another owner and name it in [tables]'
  from located l
 where l.owner = sys_context('userenv', 'session_user')
   and (
         l.name_used in ('app.access_log', 'app.permission')
         or exists (
              select 1
                from acting a
               where a.account_kind <> 'owner'
            )
       )
 order by finding
