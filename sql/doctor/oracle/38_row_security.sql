-- name:        row security
-- purpose:     no row-level security policy on the access logs, the permission table or their synonyms hides rows from this account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission]) }},
       {{ guarded() }}
select 'bad' as verdict,
       'policy ' || y.policy_name || ' with the function ' || y.pf_owner || '.' || case when y.package is null then '' else y.package || '.' end
       || y.function || ' may hide rows of ' || g.owner || '.' || g.table_name || ': a permission whose accesses are hidden would be revoked' as finding,
       'have the function return NULL, which is no predicate, for the accounts of lapse; if that cannot be, a DBA can grant exempt access policy to '
       || sys_context('userenv', 'session_user') || ', which lifts every such policy of the database from it' as todo
  from guarded g
  join all_policies y
    on y.object_owner = g.owner
   and y.object_name = g.table_name
 where y.enable = 'YES'
   and (
         y.sel = 'YES'
         or (g.name_used = '{{ permission }}' and 'YES' in (y.ins, y.del))
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = 'EXEMPT ACCESS POLICY'
       )
 union all
select 'look',
       'policies of the tables behind the view ' || l.owner || '.' || l.table_name || ' cannot be seen: a permission whose accesses they hide would be revoked',
       'have a DBA look for these tables in DBA_POLICIES'
  from located l
  join all_views v
    on v.owner = l.owner
   and v.view_name = l.table_name
 where not exists (
         select 1
           from session_privs s
          where s.privilege = 'EXEMPT ACCESS POLICY'
       )
 order by finding
