-- name:        grant pause
-- purpose:     pauses are read, and made by the owner
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_pause }} from {{ operator_account }}
grant select
   on {{ lapse_pause }}
   to {{ operator_account }}
