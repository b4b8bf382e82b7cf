-- name:        purge revocations
-- purpose:     the archive of long ago; what was restored counts from its restore
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over the archive
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_revocation }} v
 where {{ old_revocation() }}
