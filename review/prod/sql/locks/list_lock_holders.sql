-- name:        list lock holders
-- purpose:     which other sessions hold rows of the permission table; for the message of a run that cannot lock its candidates
-- transaction: caller
-- binds:       none
-- index:       none; the dictionary, which the runtime account may or may not see
-- undo:        none needed, read only
select distinct
       'session ' || s.sid || ',' || s.serial# || ' of ' || s.username || ' on ' || s.machine || ' (' || s.program || ')' as holder
  from v$locked_object k
  join all_objects o
    on o.object_id = k.object_id
  join v$session s
    on s.sid = k.session_id
 where o.object_name = 'PERMISSION'
   and s.audsid <> sys_context('userenv', 'sessionid')
