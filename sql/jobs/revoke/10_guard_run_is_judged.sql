-- name:        guard run is judged
-- purpose:     revoke works from the list of its own run, once its sync and its judgement are finished
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'this run has not finished its sync and its judgement: run the whole evening, lapse run' as reason
  from (select count(w.synced_to) as finished from {{ lapse_watermark }} w where w.run_id = :run_id) n
  join {{ lapse_run }} r on r.run_id = :run_id
 where r.judged_at is null or n.finished < {{ access_logs | length }}
