-- name:        grant notice
-- purpose:     let the operator read the notices
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_notice }} from {{ operator_account }}
grant select
   on {{ lapse_notice }}
   to {{ operator_account }}
