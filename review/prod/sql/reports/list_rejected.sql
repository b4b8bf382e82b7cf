-- name:        list rejected
-- purpose:     list the items that one run could not write, why, and who dismissed them
-- transaction: caller
-- binds:       run_id
-- index:       lapse_rejected_item_pk (run_id, job, item_no)
-- undo:        none needed, read only
select x.item_no,
       x.job,
       x.program_id,
       x.user_id,
       x.accessed_at,
       x.error_code,
       x.error_message,
       x.rejected_at,
       x.run_id,
       d.dismissed_by,
       d.dismissed_at,
       d.reason as dismiss_reason
  from lapse_owner.lapse_rejected_item x
  left join lapse_owner.lapse_dismissal d
    on d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null
   and x.job = 'sync'
 where x.run_id = :run_id
 order by x.job, x.item_no
