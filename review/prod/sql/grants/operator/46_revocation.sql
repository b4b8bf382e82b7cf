-- name:        grant revocation
-- purpose:     let a restore mark what it restored; it changes no other column of the archive
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select on lapse_owner.lapse_revocation from lapse_operator; revoke update on lapse_owner.lapse_revocation from lapse_operator
grant select, update (restored_at, restored_by, restore_reason, restore_run_id)
   on lapse_owner.lapse_revocation
   to lapse_operator
