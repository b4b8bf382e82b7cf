-- name:        grant notice
-- purpose:     let revoke write notices, and delete those that no longer apply
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_notice from lapse_app; revoke insert on lapse_owner.lapse_notice from lapse_app; revoke delete on lapse_owner.lapse_notice from lapse_app
grant select, insert, delete
   on lapse_owner.lapse_notice
   to lapse_app
