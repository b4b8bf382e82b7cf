-- name:        purge watermarks
-- purpose:     delete watermarks older than the given time, except the newest of them and the one read furthest, of each log
-- transaction: tasklet
-- binds:       before
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_watermark w
 where w.run_id in (
         select /*+ hash_sj */ o.run_id
           from lapse_owner.lapse_run o
          where o.finished_at < :before
       )
   and exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_watermark m
          where m.access_log = w.access_log
            and m.synced_to < :before
            and (w.synced_to is null or m.synced_to > w.synced_to)
       )
   and exists (
         select /*+ no_unnest */ 1
           from lapse_owner.lapse_watermark m
          where m.access_log = w.access_log
            and m.synced_to is not null
            and m.read_to is not null
            and (w.read_to is null or m.read_to > w.read_to)
       )
