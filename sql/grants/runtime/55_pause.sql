-- name:        grant pause
-- purpose:     let a run read pauses; only the owner pauses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke read on {{ lapse_pause }} from {{ runtime_account }}
grant read
   on {{ lapse_pause }}
   to {{ runtime_account }}
