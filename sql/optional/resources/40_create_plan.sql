-- name:        create plan
-- purpose:     name the plan
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.delete_plan(plan => 'LAPSE_PLAN'); end;
begin
  dbms_resource_manager.create_plan(
    plan => 'LAPSE_PLAN',
    comment => 'lapse yields to all others'
  );
end;
