-- name:        purge rejected items
-- purpose:     delete rejected items older than the given time, except those of a sync neither written nor dismissed, and those that a dismissal in force names
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_rejected_item }} x
 where {{ old_rejected_item() }}
