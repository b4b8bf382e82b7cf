-- name:        grant rejected item
-- purpose:     what could not be put back is kept
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_rejected_item }} from {{ operator_account }}
grant select, insert
   on {{ lapse_rejected_item }}
   to {{ operator_account }}
