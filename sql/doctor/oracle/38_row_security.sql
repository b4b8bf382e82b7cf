-- name:        row security
-- purpose:     no row-level security policy hides rows of the access logs or the permission table from this account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission]) }}
select 'bad' as verdict,
       'policy ' || y.policy_name || ' with the function ' || y.pf_owner || '.' || case when y.package is null then '' else y.package || '.' end
       || y.function || ' may hide rows of ' || l.owner || '.' || l.table_name || ': a permission whose accesses are hidden would be revoked' as finding,
       'grant exempt access policy to ' || sys_context('userenv', 'session_user') || ', or disable the policy' as todo
  from located l
  join all_policies y
    on y.object_owner = l.owner
   and y.object_name = l.table_name
 where y.enable = 'YES'
   and (
         y.sel = 'YES'
         or (l.name_used = '{{ permission }}' and 'YES' in (y.ins, y.del))
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = 'EXEMPT ACCESS POLICY'
       )
 order by l.owner, l.table_name, y.policy_name
