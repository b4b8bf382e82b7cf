-- name:        grant rejected item
-- purpose:     what could not be written is kept
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_rejected_item }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_rejected_item }}
   to {{ runtime_account }}
