-- name:        guard run is judged
-- purpose:     stop unless this run has finished its own sync and judge
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'this run has not finished sync and judge: use lapse run, which runs all three jobs' as reason
  from (select count(w.synced_to) as finished from {{ lapse_watermark }} w where w.run_id = :run_id) n
  join {{ lapse_run }} r on r.run_id = :run_id
 where r.judged_at is null or n.finished < {{ access_logs | length }}
