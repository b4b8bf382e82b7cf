-- name:        purge dismissals
-- purpose:     delete dismissals older than the given time, except those that a rejected item or a revocation rests on
-- transaction: tasklet
-- binds:       before
-- index:       {{ prefix }}revocation_ix (program_id, user_id, run_id); {{ lapse_dismissal }} has one row per dismissal
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_dismissal }} d
 where {{ old_dismissal() }}
