-- name:        grant plan item
-- purpose:     a plan is kept, so that it can be accepted
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_plan_item from lapse_app
grant select, insert
   on lapse_owner.lapse_plan_item
   to lapse_app
