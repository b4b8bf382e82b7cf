-- name:        list lock holders
-- purpose:     list the other sessions that hold rows of the permission table
-- transaction: caller
-- binds:       none
-- index:       none; dictionary views that the runtime account may be allowed to read
-- undo:        none needed, read only
select distinct
       'session ' || s.sid || ',' || s.serial# || ' of ' || s.username || ' on ' || s.machine || ' (' || s.program || ')' as holder
  from v$locked_object k
  join all_objects o
    on o.object_id = k.object_id
  join v$session s
    on s.sid = k.session_id
 where o.object_name = '{{ permission.bare_name | upper }}'
   and s.audsid <> sys_context('userenv', 'sessionid')
