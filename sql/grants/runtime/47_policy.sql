-- name:        grant policy
-- purpose:     let a run read policies; only the owner sets them
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_policy }} from {{ runtime_account }}
grant read
   on {{ lapse_policy }}
   to {{ runtime_account }}
