-- name:        grant lock
-- purpose:     a run holds the lock's row for update, for which read would not do
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_lock }} from {{ operator_account }}
grant select
   on {{ lapse_lock }}
   to {{ operator_account }}
