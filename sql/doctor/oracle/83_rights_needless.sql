-- name:        rights on tables
-- purpose:     the account owns none of the tables unless it is the owner, and has no right that sql/grants does not give
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission] + own_tables) }},
       {{ acting_accounts() }},
       {{ needed_rights() }},
       {{ held_rights() }}
select 'bad' as verdict,
       g.grantee || ' may ' || {{ shown_right("g") }} || ' on ' || l.owner || '.' || l.table_name as finding,
       'revoke ' || lower(g.privilege) || ' on ' || l.owner || '.' || l.table_name || ' from ' || g.grantee || ', then run the script that ''lapse grants'' prints' as todo
  from located l
  join held g
    on g.table_schema = l.owner
   and g.table_name = l.table_name
 where g.privilege <> 'READ'
   and not exists (
         select 1
           from needed e
          where e.name_used = l.name_used
            and e.privilege = g.privilege
            and e.column_name in ('*', g.column_name)
       )
 union all
select 'bad',
       'the account owns ' || l.owner || '.' || l.table_name || ', so it can alter and drop the table',
       'connect as another account, or move the table to another owner and name it in [tables]'
  from located l
 where l.owner = sys_context('userenv', 'session_user')
   and (
         l.name_used in ({% for table in access_logs + [permission] %}'{{ table }}'{{ ", " if not loop.last }}{% endfor %})
         or exists (
              select 1
                from acting a
               where a.account_kind <> 'owner'
            )
       )
 order by finding
