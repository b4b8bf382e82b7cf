-- name:        purge dismissals
-- purpose:     delete dismissals older than the given time, except those that a rejected item or a revocation rests on
-- transaction: tasklet
-- binds:       before
-- index:       lapse_revocation_ix (program_id, user_id, run_id); lapse_owner.lapse_dismissal has one row per dismissal
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_dismissal d
 where d.dismissed_at < :before
   and not exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_rejected_item x
          where x.program_id = d.program_id
            and x.user_id = d.user_id
       )
   and not exists (
         select /*+ no_unnest index(v lapse_revocation_ix) */ 1
           from lapse_owner.lapse_revocation v
          where v.program_id = d.program_id
            and v.user_id = d.user_id
       )
