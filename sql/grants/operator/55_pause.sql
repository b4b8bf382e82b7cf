-- name:        grant pause
-- purpose:     let the operator read pauses; only the owner pauses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_pause }} from {{ operator_account }}
grant select
   on {{ lapse_pause }}
   to {{ operator_account }}
