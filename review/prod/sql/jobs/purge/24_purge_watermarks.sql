-- name:        purge watermarks
-- purpose:     old watermarks but the newest one of each log, by which it tells of as many days as before
-- transaction: tasklet
-- binds:       before
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_watermark w
 where w.synced_to < (
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
           ))
