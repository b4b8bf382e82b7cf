-- name:        grant policy
-- purpose:     policies are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_policy }} from {{ operator_account }}
grant select
   on {{ lapse_policy }}
   to {{ operator_account }}
