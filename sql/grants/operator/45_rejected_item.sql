-- name:        grant rejected item
-- purpose:     let a restore record the items it could not restore
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_rejected_item }} from {{ operator_account }}; revoke insert on {{ lapse_rejected_item }} from {{ operator_account }}
grant read, insert
   on {{ lapse_rejected_item }}
   to {{ operator_account }}
