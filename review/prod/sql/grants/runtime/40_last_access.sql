-- name:        grant last access
-- purpose:     let sync carry the newest accesses forward
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_last_access from lapse_app; revoke insert on lapse_owner.lapse_last_access from lapse_app; revoke update on lapse_owner.lapse_last_access from lapse_app
grant select, insert, update
   on lapse_owner.lapse_last_access
   to lapse_app
