-- name:        purge runs
-- purpose:     delete runs older than the given time that no other record refers to
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run }} r
 where {{ old_run() }}
