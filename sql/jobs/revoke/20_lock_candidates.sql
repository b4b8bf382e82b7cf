-- name:        lock candidates
-- purpose:     lock every permission to revoke, so that nobody changes it before the DELETE
-- transaction: tasklet
-- binds:       run_id
-- index:       the permission table's index on program and user, from this run's candidates
-- undo:        none needed, the locks end with the transaction
select{{ hint("lock_candidates", "leading(c@listed p) use_nl(p) index(p (" ~ permission.key_columns ~ "))") }} 1
  from {{ permission }} p
 where exists (
         select{{ hint("lock_candidates_listed", "qb_name(listed) unnest index(c " ~ prefix ~ "candidate_pk)") }} 1 from {{ lapse_candidate }} c
          where c.run_id = :run_id and c.protected_by is null and {{ key_of("c") }}
       )
   for update nowait
