-- name:        set watermark
-- purpose:     say that each log has been carried forward up to as-of, once every item was written or recorded
-- transaction: statement
-- binds:       run_id, as_of
-- index:       none
-- undo:        delete this and all later runs' rows; the next sync then reads the log from the run before
insert into lapse_owner.lapse_watermark
       (access_log, run_id, synced_to)
select 'app.access_log', :run_id, :as_of
  from dual
