-- name:        row security
-- purpose:     no row-level security policy hides rows of the access logs or the permission table from this account
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'app.permission' as name_used, 'PERMISSION' as table_name, 'n' as is_bare, 'APP' as owner from dual
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
         or (l.name_used = 'app.permission' and 'YES' in (y.ins, y.del))
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = 'EXEMPT ACCESS POLICY'
       )
 order by l.owner, l.table_name, y.policy_name
