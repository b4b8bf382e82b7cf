-- name:        grant policy
-- purpose:     let the operator read policies; only the owner sets them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_policy }} from {{ operator_account }}
grant read
   on {{ lapse_policy }}
   to {{ operator_account }}
