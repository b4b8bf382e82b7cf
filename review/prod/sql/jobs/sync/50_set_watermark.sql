-- name:        set watermark
-- purpose:     say that the log has been carried forward up to as-of, once every item was written or recorded
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_pk (run_id)
-- undo:        set synced_to to null for this and all later runs; the next sync then reads the log from the run before
update lapse_owner.lapse_run r
   set r.synced_to = :as_of
 where r.run_id = :run_id
