-- name:        system rights
-- purpose:     the account may connect and has no other system privilege
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'revoke them: lapse makes, alters and drops nothing, the owner of its tables does' as todo,
       'the account has ' || count(*) || ' system privileges too many: '
       || listagg(s.privilege, ', ' on overflow truncate) within group (
         order by case when s.privilege like '%ANY%' then 1 else 2 end, s.privilege
       ) as finding
  from session_privs s
 where s.privilege not in ('CREATE SESSION', 'SET CONTAINER')
having count(*) > 0
