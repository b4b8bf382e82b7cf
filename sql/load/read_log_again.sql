-- name:        read log again
-- purpose:     rows were loaded that a sync has already passed: let the next one read the log from before them
-- transaction: caller
-- binds:       oldest
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, reading the log again changes nothing that is there
delete
  from {{ lapse_watermark }} w
 where w.access_log = '{{ access_log }}'
   and w.read_to >= :oldest
