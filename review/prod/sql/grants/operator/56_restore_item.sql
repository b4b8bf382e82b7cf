-- name:        grant restore item
-- purpose:     let a restore empty and fill its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_restore_item from lapse_operator; revoke insert on lapse_owner.lapse_restore_item from lapse_operator; revoke delete on lapse_owner.lapse_restore_item from lapse_operator
grant read, insert, delete
   on lapse_owner.lapse_restore_item
   to lapse_operator
