-- name:        guard log reaches back
-- purpose:     stop where an access log covers less than the {{ policy.inactivity_days }} days before as-of: it has no row of the {{ policy.inactivity_days }} days before these, and no sync is as old
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select w.access_log || ' covers less than the {{ policy.inactivity_days }} days before as-of: it has no row of the {{ policy.inactivity_days }} days before '
       || to_char(:as_of - {{ policy.inactivity_days }}, 'yyyy-mm-dd hh24:mi:ss')
       || ', and no sync has read it since then' as reason
  from {{ lapse_watermark }} w
 where w.run_id = :run_id
   and not exists (
         select 1
           from {{ lapse_log_day }} d
          where d.access_log = w.access_log
            and d.log_day > :as_of - 2 * {{ policy.inactivity_days }}
            and d.log_day <= :as_of - {{ policy.inactivity_days }} - 1
       )
   and not exists (
         select 1
           from {{ lapse_watermark }} m
          where m.access_log = w.access_log
            and m.synced_to <= :as_of - {{ policy.inactivity_days }}
       )
