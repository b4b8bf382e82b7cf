-- name:        grant exemption
-- purpose:     exemptions are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_exemption }} from {{ operator_account }}
grant select
   on {{ lapse_exemption }}
   to {{ operator_account }}
