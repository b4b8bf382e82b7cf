-- name:        purge watermarks
-- purpose:     old watermarks, never the newest of a log
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_watermark }} w
 where {{ old_watermark() }}
