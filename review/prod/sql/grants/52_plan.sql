-- name:        grant plan
-- purpose:     a plan is kept, so that it can be accepted
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_plan from lapse_app
grant select, insert
   on lapse_owner.lapse_plan
   to lapse_app
