-- name:        grant restore item
-- purpose:     let a restore empty and fill its staging table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_restore_item }} from {{ operator_account }}; revoke insert on {{ lapse_restore_item }} from {{ operator_account }}; revoke delete on {{ lapse_restore_item }} from {{ operator_account }}
grant read, insert, delete
   on {{ lapse_restore_item }}
   to {{ operator_account }}
