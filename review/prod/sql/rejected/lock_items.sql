-- name:        lock items
-- purpose:     lock all rejected items of the user and program of one, so that only one session dismisses them at a time
-- transaction: caller
-- binds:       run_id, item_no
-- index:       lapse_rejected_item_pk (run_id, job, item_no); one pass over lapse_owner.lapse_rejected_item
-- undo:        none needed, the locks end with the transaction
select 1
  from lapse_owner.lapse_rejected_item x
 where x.job = 'sync'
   and exists (
         select 1
           from lapse_owner.lapse_rejected_item i
          where i.run_id = :run_id
            and i.job = 'sync'
            and i.item_no = :item_no
            and i.program_id = x.program_id
            and i.user_id = x.user_id
       )
   for update nowait
