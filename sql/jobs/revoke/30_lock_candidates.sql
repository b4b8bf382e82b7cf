-- name:        lock candidates
-- purpose:     hold every candidate, so that nobody grants it anew between its archive row and its DELETE
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table; a full scan is right where most permissions are older than the cutoff
-- undo:        none needed, the locks end with the transaction
select{{ hint("lock_candidates") }}
       p.{{ permission.program_id }}
  from {{ permission }} p
 where {{ lapsed(in_run=true) }}
   for update wait 60
