-- name:        grant candidate
-- purpose:     each run lists what would lapse, and marks what is protected
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on lapse_owner.lapse_candidate from lapse_app
grant select, insert, update
   on lapse_owner.lapse_candidate
   to lapse_app
