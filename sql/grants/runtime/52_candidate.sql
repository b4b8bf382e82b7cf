-- name:        grant candidate
-- purpose:     let a run list its candidates and mark the protected ones
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_candidate }} from {{ runtime_account }}; revoke insert on {{ lapse_candidate }} from {{ runtime_account }}; revoke update on {{ lapse_candidate }} from {{ runtime_account }}
grant select, insert, update
   on {{ lapse_candidate }}
   to {{ runtime_account }}
