-- name:        grant candidate
-- purpose:     each run lists what would lapse, and marks what is protected
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on {{ lapse_candidate }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_candidate }}
   to {{ runtime_account }}
