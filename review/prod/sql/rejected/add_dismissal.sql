-- name:        add dismissal
-- purpose:     dismiss a rejected item of a sync, and with it all accesses of its user to its program up to its own
-- transaction: caller
-- binds:       run_id, item_no, reason, dismissed_by
-- index:       lapse_rejected_item_pk (run_id, job, item_no)
-- undo:        lapse rejected reopen
insert into lapse_owner.lapse_dismissal
       (run_id, item_no, program_id, user_id, accessed_at, reason, dismissed_by, dismissed_at)
select x.run_id,
       x.item_no,
       x.program_id,
       x.user_id,
       x.accessed_at,
       :reason,
       :dismissed_by,
       sysdate
  from lapse_owner.lapse_rejected_item x
 where x.run_id = :run_id
   and x.job = 'sync'
   and x.item_no = :item_no
