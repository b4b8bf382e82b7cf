-- name:        open pending area
-- purpose:     open the area for changes, unless the database has a plan already: give that plan the group instead
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.submit_pending_area(); end;
begin
  for r in (
    select p.value
      from v$parameter p
     where p.name = 'resource_manager_plan'
       and p.value is not null
  ) loop
    raise_application_error(-20000, 'nothing was done: the database has the plan ' || r.value);
  end loop;
  dbms_resource_manager.create_pending_area();
end;
