-- name:        guard run is judged
-- purpose:     revoke works from the list of its own run, once its sync and its judgement are finished
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
{{ unfinished_sync() }}
 union all
select 'this run has not finished its judgement: run the whole evening, lapse run'
  from {{ lapse_run }} r
 where r.run_id = :run_id
   and r.judged_at is null
