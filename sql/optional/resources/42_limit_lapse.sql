-- name:        directive of lapse
-- purpose:     give lapse 20 % of the CPU while others want the rest; it may take more while they do not
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.delete_plan_directive('LAPSE_PLAN', 'LAPSE_GROUP'); end;
begin
  dbms_resource_manager.create_plan_directive(
    plan => 'LAPSE_PLAN',
    group_or_subplan => 'LAPSE_GROUP',
    comment => 'lapse',
    mgmt_p1 => 20
  );
end;
