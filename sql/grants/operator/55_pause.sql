-- name:        grant pause
-- purpose:     let the operator read pauses; only the owner pauses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_pause }} from {{ operator_account }}
grant read
   on {{ lapse_pause }}
   to {{ operator_account }}
