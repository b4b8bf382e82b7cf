-- name:        close windows
-- purpose:     the sync is finished: the next one reads from these windows on
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        delete the rows of this and all later runs; the next sync then reads from the window before them
update lapse_owner.lapse_watermark w
   set w.synced_to = :as_of
 where w.run_id = :run_id
