-- name:        grant sync item
-- purpose:     let sync empty and fill its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on lapse_owner.lapse_sync_item from lapse_app; revoke insert on lapse_owner.lapse_sync_item from lapse_app; revoke delete on lapse_owner.lapse_sync_item from lapse_app
grant read, insert, delete
   on lapse_owner.lapse_sync_item
   to lapse_app
