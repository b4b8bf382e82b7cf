-- name:        grant sync item
-- purpose:     let sync empty and fill its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_sync_item }} from {{ runtime_account }}; revoke insert on {{ lapse_sync_item }} from {{ runtime_account }}; revoke delete on {{ lapse_sync_item }} from {{ runtime_account }}
grant read, insert, delete
   on {{ lapse_sync_item }}
   to {{ runtime_account }}
