-- name:        end dismissal
-- purpose:     end the dismissal in force for the user and program of a rejected item, and keep its row for the audit
-- transaction: caller
-- binds:       run_id, item_no, ended_by
-- index:       {{ prefix }}rejected_item_pk (run_id, job, item_no); {{ lapse_dismissal }} has one row per dismissal
-- undo:        lapse rejected dismiss
update {{ lapse_dismissal }} d
   set d.ended_by = :ended_by,
       d.ended_at = sysdate
 where d.ended_at is null
   and exists (
         select 1
           from {{ lapse_rejected_item }} x
          where x.run_id = :run_id
            and x.job = 'sync'
            and x.item_no = :item_no
            and x.program_id = d.program_id
            and x.user_id = d.user_id
       )
