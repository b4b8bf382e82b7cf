-- name:        purge watermarks
-- purpose:     old watermarks but the newest one of each log, by which it tells of as many days as before
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_watermark }} w
 where {{ old_watermark() }}
