-- name:        grant notice
-- purpose:     let the operator read the notices
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_notice }} from {{ operator_account }}
grant read
   on {{ lapse_notice }}
   to {{ operator_account }}
