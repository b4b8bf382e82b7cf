-- name:        grant revocation
-- purpose:     let a restore mark what it restored; it changes no other column of the archive
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on {{ lapse_revocation }} from {{ operator_account }}; revoke update on {{ lapse_revocation }} from {{ operator_account }}
grant select, update (restored_at, restored_by, restore_reason, restore_run_id)
   on {{ lapse_revocation }}
   to {{ operator_account }}
