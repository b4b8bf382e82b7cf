-- name:        purge candidates
-- purpose:     delete lists of candidates older than {{ policy.candidate_retention_days }} days, except candidates whose notice still runs
-- transaction: tasklet
-- binds:       none
-- index:       {{ prefix }}candidate_pk (run_id, ...), {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_candidate }} c
 where {{ old_candidate() }}
