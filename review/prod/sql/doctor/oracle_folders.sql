-- name:        folders
-- purpose:     say which folders of checks this account can ask of this version, by the views that it sees
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'oracle' as folder
  from dual
 union all
select case when count(*) = 0 then 'oracle_19c' else 'oracle_23ai' end
  from all_objects o
 where o.owner = 'SYS'
   and o.object_name = 'SESSION_SCHEMA_PRIVS'
   and o.object_type = 'VIEW'
 union all
select case when count(*) < 4 then 'oracle_all' else 'oracle_dba' end
  from all_objects o
 where o.owner = 'SYS'
   and o.object_name in ('DBA_TRIGGERS', 'DBA_CONSTRAINTS', 'DBA_CONS_COLUMNS', 'DBA_IND_COLUMNS')
   and o.object_type = 'VIEW'
 union all
select case when count(*) = 0 then 'oracle_no_parameters' else 'oracle_parameters' end
  from all_objects o
 where o.owner = 'SYS'
   and o.object_name = 'V_$PARAMETER'
   and o.object_type = 'VIEW'
