-- name:        guard log is fresh
-- purpose:     stop where the newest row of an access log is more than {{ guards.max_log_age_hours }} hours older than as-of
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id); the sync has read the newest row of each log
-- undo:        none needed, read only
select 'the newest row of ' || w.access_log || ' is of ' || nvl(to_char(w.read_to, 'yyyy-mm-dd hh24:mi:ss'), 'no time at all')
       || ', more than {{ guards.max_log_age_hours }} hours before as-of' as reason
  from {{ lapse_watermark }} w
 where w.run_id = :run_id
   and (w.read_to is null or w.read_to < :as_of - {{ guards.max_log_age_hours }} / 24)
