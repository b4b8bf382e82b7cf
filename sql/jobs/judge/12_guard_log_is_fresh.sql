-- name:        guard log is fresh
-- purpose:     stop if the newest row of an access log is more than {{ guards.max_log_age_hours }} hours older than as-of
-- transaction: guard
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'newest row of ' || w.access_log || ': ' || nvl(to_char(w.read_to, 'yyyy-mm-dd hh24:mi:ss'), 'none')
       || ' (must be within {{ guards.max_log_age_hours }} hour{{ "s" if guards.max_log_age_hours != 1 }} before as-of)' as reason
  from {{ lapse_watermark }} w
 where w.run_id = :run_id
   and (w.read_to is null or w.read_to < :as_of - {{ guards.max_log_age_hours }} / 24)
