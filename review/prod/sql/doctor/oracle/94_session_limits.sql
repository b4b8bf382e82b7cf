-- name:        session limits
-- purpose:     the profile of the account ends no session that is idle or has been connected for long
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       'the profile of the account limits ' || u.resource_name || ' to ' || u.limit
       || ' minutes: the session that holds the lock is idle in its transaction for the whole run' as finding,
       'give the account a profile with ' || lower(u.resource_name) || ' unlimited' as todo
  from user_resource_limits u
 where u.resource_name in ('IDLE_TIME', 'CONNECT_TIME')
   and u.limit not in ('UNLIMITED', 'DEFAULT')
 order by u.resource_name
