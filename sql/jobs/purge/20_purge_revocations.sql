-- name:        purge revocations
-- purpose:     delete archived permissions revoked before the given time, and restored before it if they were restored
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over {{ lapse_revocation }}
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_revocation }} v
 where {{ old_revocation() }}
