-- name:        purge plan items
-- purpose:     the permissions that old plans list
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}plan_item_pk (digest, program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_plan_item }} i
 where i.digest in (
         select k.digest
           from {{ lapse_plan }} k
          where k.made_at < :before
       )
