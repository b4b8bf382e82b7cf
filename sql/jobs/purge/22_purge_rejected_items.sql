-- name:        purge rejected items
-- purpose:     items that were written since; those outstanding stay
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_rejected_item }} x
 where {{ old_rejected_item() }}
