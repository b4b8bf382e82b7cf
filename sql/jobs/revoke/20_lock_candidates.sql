-- name:        lock candidates
-- purpose:     hold every permission that is about to lapse, so that nobody changes it between its archive row and its DELETE
-- transaction: tasklet
-- binds:       run_id
-- index:       of the permission table, led by program and user; nested loops from this run's candidates
-- undo:        none needed, the locks end with the transaction; a row that another session holds is asked for again for a minute in all
select{{ hint("lock_candidates", "leading(c@listed p) use_nl(p) index(p (" ~ permission.key_columns ~ "))") }} 1
  from {{ permission }} p
 where exists (
         select{{ hint("lock_candidates_listed", "qb_name(listed) unnest index(c " ~ prefix ~ "candidate_pk)") }} 1 from {{ lapse_candidate }} c
          where c.run_id = :run_id and c.protected_by is null and {{ key_of("c") }}
       )
   for update nowait
