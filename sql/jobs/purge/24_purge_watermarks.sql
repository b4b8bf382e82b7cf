-- name:        purge watermarks
-- purpose:     delete old watermarks, except the newest old one of each log
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_watermark }} w
 where {{ old_watermark() }}
