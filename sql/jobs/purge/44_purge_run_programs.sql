-- name:        purge run programs
-- purpose:     what old runs counted of each program
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}run_program_uk (run_id, program_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_run_program }} p
 where {{ of_old_run("p.run_id") }}
