-- name:        purge dismissals
-- purpose:     delete dismissals older than the given time, except those that a rejected item or a revocation rests on
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over lapse_owner.lapse_rejected_item and lapse_owner.lapse_revocation
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
   and d.dismissal_id not in (
         select /*+ hash_aj leading(k n) use_hash(n) */ k.dismissal_id
           from (
                  select /*+ no_merge */ z.dismissal_id, z.dismissed_at, z.ended_at, nvl(upper(trim(z.program_id)), ' ') as program_key, nvl(upper(trim(z.user_id)), ' ') as user_key
                    from lapse_owner.lapse_dismissal z
                ) k
           join (
                  select /*+ no_merge */ nvl(upper(trim(v.program_id)), ' ') as program_key, nvl(upper(trim(v.user_id)), ' ') as user_key
                    from lapse_owner.lapse_revocation v
                ) n
             on n.program_key = k.program_key
            and n.user_key = k.user_key
       )
