-- name:        parameters
-- purpose:     say that the parameters cannot be checked
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select 'look' as verdict,
       'max_idle_time, max_idle_blocker_time, optimizer_ignore_hints and undo_retention cannot be checked: the account may not read v$parameter' as finding,
       'as SYS, in the PDB: grant read on sys.v_$parameter to ' || sys_context('userenv', 'session_user') || '; or run doctor once as a DBA' as todo
  from dual
