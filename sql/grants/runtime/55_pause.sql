-- name:        grant pause
-- purpose:     pauses are made by people
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_pause }} from {{ runtime_account }}
grant select
   on {{ lapse_pause }}
   to {{ runtime_account }}
