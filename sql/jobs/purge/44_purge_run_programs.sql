-- name:        purge run programs
-- purpose:     delete the program counts of runs older than the given time that no other record refers to
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_program_uk (run_id, program_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run_program }} p
 where {{ of_old_run("p.run_id") }}
