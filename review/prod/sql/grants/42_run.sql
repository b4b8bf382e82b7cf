-- name:        grant run
-- purpose:     each run writes its row and says how far it is
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on lapse_owner.lapse_run from lapse_app
grant select, insert, update
   on lapse_owner.lapse_run
   to lapse_app
