-- name:        directive of all others
-- purpose:     give everybody else 80 % of the CPU; every plan must name OTHER_GROUPS
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin dbms_resource_manager.delete_plan_directive('LAPSE_PLAN', 'OTHER_GROUPS'); end;
begin
  dbms_resource_manager.create_plan_directive(
    plan => 'LAPSE_PLAN',
    group_or_subplan => 'OTHER_GROUPS',
    comment => 'everybody else',
    mgmt_p1 => 80
  );
end;
