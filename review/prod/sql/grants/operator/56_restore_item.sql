-- name:        grant restore item
-- purpose:     a restore empties and fills its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on lapse_owner.lapse_restore_item from lapse_operator
grant select, insert, delete
   on lapse_owner.lapse_restore_item
   to lapse_operator
