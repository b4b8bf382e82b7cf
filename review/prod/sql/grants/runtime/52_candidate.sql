-- name:        grant candidate
-- purpose:     let a run list its candidates and mark the protected ones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_candidate from lapse_app; revoke insert on lapse_owner.lapse_candidate from lapse_app; revoke update on lapse_owner.lapse_candidate from lapse_app
grant select, insert, update
   on lapse_owner.lapse_candidate
   to lapse_app
