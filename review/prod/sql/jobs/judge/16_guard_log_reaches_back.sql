-- name:        guard log reaches back
-- purpose:     stop if an access log covers less than the 90 days before as-of
-- transaction: guard
-- binds:       run_id, as_of
-- index:       lapse_log_day_pk (access_log, log_day), lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select w.access_log || ' covers less than the 90 days before as-of: it has no row from the 90 days before '
       || to_char(:as_of - 90, 'yyyy-mm-dd hh24:mi:ss') || ', and no sync had read it by then' as reason
  from lapse_owner.lapse_watermark w
 where w.run_id = :run_id
   and not exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_log_day d
          where d.access_log = w.access_log and d.log_rows > 0 and d.log_day > :as_of - 2 * 90 and d.log_day <= :as_of - 90 - 1
       )
   and not exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_watermark m
          where m.access_log = w.access_log and m.synced_to <= :as_of - 90 and m.read_to >= m.synced_to - 48 / 24
       )
