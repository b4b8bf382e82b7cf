-- name:        parameters
-- purpose:     no parameter ends idle sessions or ignores hints
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'bad' as verdict,
       p.name || ' is ' || p.value
       || case p.name
            when 'optimizer_ignore_hints' then ': the plans that the hints of lapse ask for are not used'
            else case p.value when '1' then ' minute' else ' minutes' end || ': the session that holds the lock is idle in its transaction for the whole run'
          end as finding,
       case p.name
         when 'optimizer_ignore_hints' then 'set it to FALSE for the sessions of lapse, by a logon trigger if not for all'
         else 'set it to 0, or to more minutes than the longest run takes'
       end as todo
  from v$parameter p
 where (p.name in ('max_idle_time', 'max_idle_blocker_time') and p.value <> '0')
    or (p.name = 'optimizer_ignore_hints' and p.value = 'TRUE')
 order by p.name
