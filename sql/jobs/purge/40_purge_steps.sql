-- name:        purge steps
-- purpose:     delete the steps of runs older than the given time that no other record refers to
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_step_pk (run_id, job, step)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run_step }} s
 where {{ of_old_run("s.run_id") }}
