-- name:        purge held programs
-- purpose:     the programs that old runs left alone
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}held_program_pk (run_id, program_id, reason)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_held_program }} h
 where {{ of_old_run("h.run_id") }}
