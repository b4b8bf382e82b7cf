-- name:        purge revocations
-- purpose:     delete archived permissions revoked before the given time, and restored before it if they were restored
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over lapse_owner.lapse_revocation
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_revocation v
 where v.revoked_at < :before
   and (v.restored_at is null or v.restored_at < :before)
