-- name:        use plan
-- purpose:     make it the plan of this database; a window of the scheduler may put its own in place for a time
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        alter system set resource_manager_plan = ''
alter system set resource_manager_plan = 'LAPSE_PLAN'
