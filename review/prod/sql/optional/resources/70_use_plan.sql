-- name:        use plan
-- purpose:     make it the plan of this database; a window of the scheduler may put its own in place for a time
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        begin for r in (select p.value from v$parameter p where p.name = 'resource_manager_plan' and p.value = 'LAPSE_PLAN') loop execute immediate 'alter system set resource_manager_plan = '''''; end loop; end;
alter system set resource_manager_plan = 'LAPSE_PLAN'
