-- name:        grant plan item
-- purpose:     a plan is kept, so that it can be accepted
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_plan_item }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_plan_item }}
   to {{ runtime_account }}
