-- name:        grant plan
-- purpose:     a plan is kept, so that it can be accepted
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert on {{ lapse_plan }} from {{ runtime_account }}
grant select, insert
   on {{ lapse_plan }}
   to {{ runtime_account }}
