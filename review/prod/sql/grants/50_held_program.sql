-- name:        grant held program
-- purpose:     what a run left alone is written once
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on lapse_owner.lapse_held_program from lapse_app
grant select, insert
   on lapse_owner.lapse_held_program
   to lapse_app
