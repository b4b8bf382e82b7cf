-- name:        grant revocation
-- purpose:     a restore marks what it put back; nothing else of the archive changes
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, update on lapse_owner.lapse_revocation from lapse_operator
grant select, update (restored_at, restored_by, restore_reason, restore_run_id)
   on lapse_owner.lapse_revocation
   to lapse_operator
