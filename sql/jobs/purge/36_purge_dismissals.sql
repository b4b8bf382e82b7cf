-- name:        purge dismissals
-- purpose:     delete dismissals older than the given time, except those that a rejected item or a revocation rests on
-- transaction: tasklet
-- binds:       before
-- index:       none; one pass over {{ lapse_rejected_item }} and {{ lapse_revocation }}
-- undo:        none once committed: the rows are gone
delete
  from {{ lapse_dismissal }} d
 where {{ old_dismissal() }}
