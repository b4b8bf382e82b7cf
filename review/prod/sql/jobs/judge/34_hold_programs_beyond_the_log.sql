-- name:        hold programs beyond the log
-- purpose:     hold each program whose policy has more days than an access log covers
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id), lapse_log_day_pk (access_log, log_day), lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, the next run decides again
update lapse_owner.lapse_run_program r
   set r.held_reason = 'an access log covers less than its ' || r.inactivity_days || ' days'
 where r.run_id = :run_id and r.held_reason is null
   and r.inactivity_days > 90
   and (
         not exists (
               select /*+ no_unnest */ 1 from lapse_owner.lapse_log_day d
                where d.access_log = 'app.access_log' and d.log_rows > 0 and d.log_day > :as_of - 2 * r.inactivity_days and d.log_day <= :as_of - r.inactivity_days - 1
             )
         and not exists (
               select /*+ no_unnest */ 1 from lapse_owner.lapse_watermark m
                where m.access_log = 'app.access_log' and m.synced_to <= :as_of - r.inactivity_days and m.read_to >= m.synced_to - 48 / 24
             )
       )
