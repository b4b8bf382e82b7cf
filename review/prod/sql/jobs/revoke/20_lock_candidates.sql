-- name:        lock candidates
-- purpose:     lock every permission to revoke, so that nobody changes it before the DELETE
-- transaction: tasklet
-- binds:       run_id
-- index:       the permission table's index on program and user, from this run's candidates
-- undo:        none needed, the locks end with the transaction
select /*+ leading(c@listed p) use_nl(p) index(p (program_id user_id)) */ 1
  from app.permission p
 where exists (
         select /*+ qb_name(listed) unnest index(c lapse_candidate_pk) */ 1 from lapse_owner.lapse_candidate c
          where c.run_id = :run_id and c.protected_by is null and c.program_id = p.program_id and c.user_id = p.user_id and c.granted_at = p.granted_at
       )
   for update nowait
