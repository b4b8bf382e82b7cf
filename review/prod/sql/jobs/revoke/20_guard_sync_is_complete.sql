-- name:        guard sync is complete
-- purpose:     last accesses that nobody carried forward are missing data, not unused access
-- transaction: guard
-- binds:       run_id, as_of
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'no sync of app.access_log has reached ' || to_char(:as_of, 'yyyy-mm-dd hh24:mi:ss')
       || ' or the 48 hours before it: run sync first' as reason
  from dual
 where not exists (
         select 1
           from lapse_owner.lapse_watermark w
          where w.access_log = 'app.access_log'
            and w.run_id <= :run_id
            and w.synced_to >= :as_of - 48 / 24
       )
