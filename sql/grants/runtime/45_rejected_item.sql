-- name:        grant rejected item
-- purpose:     let sync record the items it could not write
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_rejected_item }} from {{ runtime_account }}; revoke insert on {{ lapse_rejected_item }} from {{ runtime_account }}
grant read, insert
   on {{ lapse_rejected_item }}
   to {{ runtime_account }}
