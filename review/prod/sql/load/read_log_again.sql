-- name:        read log again
-- purpose:     make the next sync read the log from before the rows that were just loaded
-- transaction: caller
-- binds:       oldest
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, reading rows of the log again changes nothing
delete
  from lapse_owner.lapse_watermark w
 where w.access_log = 'app.access_log'
   and w.read_to >= :oldest
