-- name:        system rights
-- purpose:     the account has no system privilege but CREATE SESSION, and CREATE TABLE as the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ acting_accounts() }}
select 'bad' as verdict,
       'revoke them: every account needs CREATE SESSION, and the owner of lapse''s tables also CREATE TABLE' as todo,
       'the account has system privileges that it does not need: '
       || listagg(s.privilege, ', ' on overflow truncate) within group (
         order by case when s.privilege like '%ANY%' then 1 else 2 end, s.privilege
       ) as finding
  from session_privs s
 where s.privilege not in ('CREATE SESSION', 'SET CONTAINER')
   and not (
         s.privilege = 'CREATE TABLE'
         and exists (
               select 1
                 from acting a
                where a.account_kind = 'owner'
             )
       )
having count(*) > 0
