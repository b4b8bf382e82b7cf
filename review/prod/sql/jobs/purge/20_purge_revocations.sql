-- name:        purge revocations
-- purpose:     the archive of long ago; what was restored counts from its restore
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over the archive
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_revocation v
 where v.revoked_at < :before
   and (v.restored_at is null or v.restored_at < :before)
