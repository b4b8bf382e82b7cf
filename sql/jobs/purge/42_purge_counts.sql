-- name:        purge counts
-- purpose:     delete the counts of runs older than the given time that no other record refers to
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_count_pk (run_id, job, count_name)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run_count }} c
 where {{ of_old_run("c.run_id") }}
