-- name:        grant last access
-- purpose:     why a permission stands, and whose lapses soon
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_last_access }} from {{ operator_account }}
grant select
   on {{ lapse_last_access }}
   to {{ operator_account }}
