-- name:        set watermark
-- purpose:     say how far each log has been carried forward: up to its newest row, for rows of later may still come
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access; a min/max scan
-- undo:        delete this and all later runs' rows; the next sync then reads the log from the run before
insert into lapse_owner.lapse_watermark
       (access_log, run_id, synced_to, read_to)
select n.access_log,
       :run_id,
       :as_of,
       n.read_to
  from (
         select 'app.access_log' as access_log,
                cast(max(l.accessed_at) as date) as read_to
           from app.access_log l
          where l.accessed_at <= :as_of
       ) n
