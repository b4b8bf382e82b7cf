-- name:        purge runs
-- purpose:     old runs of which nothing else is kept
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run }} r
 where {{ old_run() }}
