-- name:        purge runs
-- purpose:     old runs of which nothing else is kept
-- transaction: tasklet
-- binds:       before
-- index:       lapse_run_pk (run_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_run r
 where r.finished_at < :before
   and not exists (
         select 1
           from lapse_owner.lapse_revocation v
          where v.run_id = r.run_id
            and not (v.revoked_at < :before
               and (v.restored_at is null or v.restored_at < :before))
       )
   and not exists (
         select 1
           from lapse_owner.lapse_revocation v
          where v.restore_run_id = r.run_id
            and not (v.revoked_at < :before
               and (v.restored_at is null or v.restored_at < :before))
       )
   and not exists (
         select 1
           from lapse_owner.lapse_rejected_item x
          where x.run_id = r.run_id
            and not (x.rejected_at < :before
               and exists (
                     select 1
                       from lapse_owner.lapse_last_access a
                      where a.program_id = x.program_id
                        and a.user_id = x.user_id
                        and a.last_access_at >= x.accessed_at
                   ))
       )
   and not exists (
         select 1
           from lapse_owner.lapse_watermark w
          where w.run_id = r.run_id
            and not (w.synced_to < (
                     select max(m.synced_to)
                       from lapse_owner.lapse_watermark m
                      where m.access_log = w.access_log
                        and m.synced_to < :before
                   )
               and (w.read_to is null
                    or w.read_to < (
                         select max(m.read_to)
                           from lapse_owner.lapse_watermark m
                          where m.access_log = w.access_log
                       )))
       )
