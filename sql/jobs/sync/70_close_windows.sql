-- name:        close windows
-- purpose:     mark the windows as read, so that the next sync starts from their end
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        delete the rows of this and later runs; the next sync then starts from the window before them
update {{ lapse_watermark }} w
   set w.synced_to = :as_of
 where w.run_id = :run_id
