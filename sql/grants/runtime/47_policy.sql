-- name:        grant policy
-- purpose:     policies are made by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_policy }} from {{ runtime_account }}
grant select
   on {{ lapse_policy }}
   to {{ runtime_account }}
