-- name:        purge rejected items
-- purpose:     delete rejected items older than the given time, except those of a sync neither written nor dismissed, and those that a dismissal in force names
-- transaction: tasklet
-- binds:       before
-- index:       lapse_last_access_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_rejected_item x
 where x.rejected_at < :before
   and (x.job <> 'sync' or exists (
         select /*+ no_unnest index(a lapse_last_access_pk) */ 1
           from lapse_owner.lapse_last_access a
          where a.program_id = x.program_id
            and a.user_id = x.user_id
            and a.last_access_at >= x.accessed_at
       ) or exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_dismissal d
          where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null
       ))
   and not exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_dismissal d
          where d.run_id = x.run_id
            and d.item_no = x.item_no
            and d.ended_at is null
       )
