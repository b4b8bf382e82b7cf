-- name:        session
-- purpose:     show the session's account, schema and time zones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'ok' as verdict,
       null as todo,
       'account ' || sys_context('userenv', 'session_user')
       || ', schema ' || sys_context('userenv', 'current_schema')
       || ', time zone of the database host ' || to_char(systimestamp, 'tzh:tzm')
       || ', of the database ' || dbtimezone
       || ', of the session ' || to_char(current_timestamp, 'tzh:tzm') as finding
  from dual
