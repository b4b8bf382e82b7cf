-- name:        purge runs
-- purpose:     delete runs older than the given time that no other record refers to
-- transaction: tasklet
-- binds:       before
-- index:       lapse_run_pk (run_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_run r
 where r.finished_at < :before
   and not exists (
         select /*+ hash_aj */ 1
           from lapse_owner.lapse_revocation v
          where v.run_id = r.run_id
       )
   and not exists (
         select /*+ hash_aj */ 1
           from lapse_owner.lapse_revocation v
          where v.restore_run_id = r.run_id
       )
   and not exists (
         select /*+ hash_aj */ 1
           from lapse_owner.lapse_rejected_item x
          where x.run_id = r.run_id
       )
   and not exists (
         select /*+ hash_aj */ 1
           from lapse_owner.lapse_watermark w
          where w.run_id = r.run_id
       )
   and not exists (
         select /*+ hash_aj */ 1
           from lapse_owner.lapse_candidate c
          where c.run_id = r.run_id
       )
