-- name:        purge candidates
-- purpose:     lists of more than {{ policy.candidate_retention_days }} days ago; a candidate whose notice still runs stays, and so do all counts
-- transaction: tasklet
-- binds:       none
-- index:       {{ prefix }}candidate_pk (run_id, ...), {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_candidate }} c
 where {{ old_candidate() }}
