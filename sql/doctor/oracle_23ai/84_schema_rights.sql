-- name:        rights on schemas
-- purpose:     the account has no privilege on a schema but those on tables that it needs
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission] + own_tables) }}
select 'bad' as verdict,
       'the account may ' || lower(z.privilege) || ' on schema ' || z.schema as finding,
       'revoke ' || lower(z.privilege) || ' on schema ' || z.schema || ' from ' || sys_context('userenv', 'session_user') || ', or from the role that has it' as todo
  from session_schema_privs z
 where z.privilege not in ('SELECT ANY TABLE', 'READ ANY TABLE', 'INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE')
    or z.schema not in (
         select l.owner
           from located l
       )
 order by z.schema, z.privilege
