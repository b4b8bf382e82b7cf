-- name:        list lock holders
-- purpose:     list the other sessions that hold rows of a table, and since when
-- transaction: caller
-- binds:       table_owner, table_name
-- index:       none; dictionary views that the account may be allowed to read
-- undo:        none needed, read only
select distinct
       'session ' || s.sid || ',' || s.serial# || ',@' || s.inst_id || ' of ' || s.username || ' on ' || s.machine || ' (' || s.program || '), since ' || to_char(t.start_date, 'yyyy-mm-dd hh24:mi:ss') as holder
  from gv$locked_object k
  join all_objects o
    on o.object_id = k.object_id
  join gv$session s
    on s.inst_id = k.inst_id
   and s.sid = k.session_id
  join gv$transaction t
    on t.inst_id = s.inst_id
   and t.ses_addr = s.saddr
 where s.audsid <> sys_context('userenv', 'sessionid')
   and (
         (o.owner = nvl(:table_owner, sys_context('userenv', 'current_schema')) and o.object_name = :table_name)
         or exists (
              select 1
                from all_synonyms y
               where y.owner in (nvl(:table_owner, sys_context('userenv', 'current_schema')), 'PUBLIC')
                 and y.synonym_name = :table_name
                 and y.table_owner = o.owner
                 and y.table_name = o.object_name
            )
       )
