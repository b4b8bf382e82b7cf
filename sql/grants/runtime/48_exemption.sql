-- name:        grant exemption
-- purpose:     exemptions are made by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_exemption }} from {{ runtime_account }}
grant select
   on {{ lapse_exemption }}
   to {{ runtime_account }}
