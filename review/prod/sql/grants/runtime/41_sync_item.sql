-- name:        grant sync item
-- purpose:     the sync empties and fills its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, delete on lapse_owner.lapse_sync_item from lapse_app
grant select, insert, delete
   on lapse_owner.lapse_sync_item
   to lapse_app
