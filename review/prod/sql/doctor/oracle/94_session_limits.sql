-- name:        session limits
-- purpose:     the profile of the account ends no session that is idle or has been connected for long, and allows 4 sessions
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select case
         when u.limit = 'DEFAULT' then 'look'
         when u.resource_name = 'SESSIONS_PER_USER' and u.limit <> '1' then 'look'
         else 'bad'
       end as verdict,
       'the profile of the account limits ' || u.resource_name || ' to ' || u.limit
       || case u.resource_name
            when 'SESSIONS_PER_USER' then ': a run needs 2 sessions, and where cron''s run waits for a plan, that is 4'
            else ' minutes: the session that holds the lock is idle in its transaction for the whole run'
          end as finding,
       'give the account a profile with ' || lower(u.resource_name) || case u.resource_name when 'SESSIONS_PER_USER' then ' 4 or more' else ' unlimited' end as todo
  from user_resource_limits u
 where (u.resource_name in ('IDLE_TIME', 'CONNECT_TIME') and u.limit <> 'UNLIMITED')
    or (u.resource_name = 'SESSIONS_PER_USER' and u.limit in ('1', '2', '3', 'DEFAULT'))
 order by u.resource_name
