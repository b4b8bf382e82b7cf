-- name:        submit pending area
-- purpose:     check the changes and make them all at once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.create_pending_area(); end;
begin
  dbms_resource_manager.submit_pending_area();
end;
