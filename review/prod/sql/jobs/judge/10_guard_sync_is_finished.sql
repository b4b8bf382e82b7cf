-- name:        guard sync is finished
-- purpose:     last accesses that nobody carried forward are missing data, not unused access
-- transaction: guard
-- binds:       run_id
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'this run has not finished its sync: run the whole evening, lapse run' as reason
  from (
         select count(w.synced_to) as finished
           from lapse_owner.lapse_watermark w
          where w.run_id = :run_id
       ) n
 where n.finished < 1
