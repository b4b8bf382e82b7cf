-- name:        system rights
-- purpose:     the account has no system privilege but CREATE SESSION, CREATE TABLE and CREATE SEQUENCE as the owner, and EXEMPT ACCESS POLICY where a policy or a view may call for it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with acting as (
         select 'owner' as account_kind from dual where sys_context('userenv', 'session_user') = 'LAPSE_OWNER'
         union all
         select 'operator' from dual where sys_context('userenv', 'session_user') = 'LAPSE_OPERATOR'
         union all
         select 'runtime' from dual where sys_context('userenv', 'session_user') = 'LAPSE_APP'
             or sys_context('userenv', 'session_user') not in ('LAPSE_OWNER', 'LAPSE_OPERATOR')
       ),
       used as (
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
       ),
       guarded as (
         select l.name_used,
                l.owner,
                l.table_name
           from located l
          union
         select l.name_used,
                s.owner,
                s.synonym_name
           from located l
           join used u
             on u.name_used = l.name_used
           join all_synonyms s
             on s.synonym_name = u.table_name
            and s.table_owner = l.owner
            and s.table_name = l.table_name
          where s.owner = u.owner
             or (s.owner = 'PUBLIC' and u.is_bare = 'y')
       )
select 'bad' as verdict,
       'the account has the system privilege ' || n.privilege || ', which it does not need (' || n.place_no || ' of ' || n.privileges || ')' as finding,
       'revoke it: every account needs CREATE SESSION, and the owner of lapse''s tables also CREATE TABLE and CREATE SEQUENCE' as todo
  from (
         select s.privilege,
                row_number() over (order by case when s.privilege like '%ANY%' then 1 else 2 end, s.privilege) as place_no,
                count(*) over () as privileges
           from session_privs s
          where s.privilege not in ('CREATE SESSION', 'SET CONTAINER')
            and not (
                  s.privilege in ('CREATE TABLE', 'CREATE SEQUENCE')
                  and exists (
                        select 1
                          from acting a
                         where a.account_kind = 'owner'
                      )
                )
            and not (
                  s.privilege = 'EXEMPT ACCESS POLICY'
                  and (
                        exists (
                          select 1
                            from guarded g
                            join all_policies y
                              on y.object_owner = g.owner
                             and y.object_name = g.table_name
                           where y.enable = 'YES'
                        )
                        or exists (
                          select 1
                            from located l
                            join all_views v
                              on v.owner = l.owner
                             and v.view_name = l.table_name
                        )
                      )
                )
       ) n
 where n.place_no <= 20
 order by n.place_no
