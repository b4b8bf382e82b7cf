-- name:        dictionary rights
-- purpose:     say that triggers and foreign keys can only be checked in part
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'look' as verdict,
       'triggers of {{ permission }} and foreign keys to it cannot be checked, except those on tables that the account may see' as finding,
       'as SYS, in the PDB: grant read on sys.dba_triggers to ' || sys_context('userenv', 'session_user')
       || '; grant read on sys.dba_constraints to ' || sys_context('userenv', 'session_user')
       || '; grant read on sys.dba_cons_columns to ' || sys_context('userenv', 'session_user')
       || '; grant read on sys.dba_ind_columns to ' || sys_context('userenv', 'session_user')
       || '; or run doctor once as a DBA' as todo
  from dual
