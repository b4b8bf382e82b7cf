-- name:        guard log reaches back
-- purpose:     stop if an access log covers less than the {{ policy.inactivity_days }} days before as-of
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select w.access_log || ' covers less than the {{ policy.inactivity_days }} days before as-of: it has no row from the {{ policy.inactivity_days }} days before '
       || to_char(:as_of - {{ policy.inactivity_days }}, 'yyyy-mm-dd hh24:mi:ss') || ', and no sync had read it by then' as reason
  from {{ lapse_watermark }} w
 where w.run_id = :run_id
   and {{ covers_less("w.access_log", policy.inactivity_days) }}
