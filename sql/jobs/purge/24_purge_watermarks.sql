-- name:        purge watermarks
-- purpose:     delete watermarks older than the given time, except the newest of them and the one read furthest, of each log
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_watermark }} w
 where {{ old_watermark() }}
