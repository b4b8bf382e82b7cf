-- name:        rights needed
-- purpose:     the account has every right that sql/grants gives it
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission] + own_tables) }},
       {{ acting_accounts() }},
       {{ needed_rights() }},
       {{ held_rights() }}
select 'bad' as verdict,
       'have a DBA run the script that ''lapse grants'' prints' as todo,
       'no right to ' || {{ shown_right("e") }} || ' on ' || l.owner || '.' || l.table_name || ', or the table does not exist' as finding
  from needed e
  join located l
    on l.name_used = e.name_used
 where l.owner <> sys_context('userenv', 'session_user')
   and not exists (
         select 1
           from held g
          where g.table_schema = l.owner
            and g.table_name = l.table_name
            and g.column_name in ('*', e.column_name)
            and (
                  g.privilege = e.privilege
                  or (g.privilege = 'SELECT' and e.privilege = 'READ')
                )
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = e.privilege || ' ANY TABLE'
             or (s.privilege = 'SELECT ANY TABLE' and e.privilege = 'READ')
       )
 order by l.owner, l.table_name, e.privilege, e.column_name
