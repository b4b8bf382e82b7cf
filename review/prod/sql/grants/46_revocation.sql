-- name:        grant revocation
-- purpose:     the archive is written and never changed, save for what a restore marks
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        revoke select, insert, update on lapse_owner.lapse_revocation from lapse_app
grant select, insert, update (restored_at, restored_by, restore_run_id)
   on lapse_owner.lapse_revocation
   to lapse_app
