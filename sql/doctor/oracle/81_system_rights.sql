-- name:        system rights
-- purpose:     the account has no system privilege but CREATE SESSION, CREATE TABLE and CREATE SEQUENCE as the owner, and EXEMPT ACCESS POLICY where a policy or a view may call for it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ acting_accounts() }},
       {{ located(access_logs + [permission]) }},
       {{ guarded() }}
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
