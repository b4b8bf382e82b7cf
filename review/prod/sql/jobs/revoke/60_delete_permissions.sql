-- name:        delete permissions
-- purpose:     delete what is listed, archived, granted 90 days or more before as-of and not used since; a policy may set other days
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       the permission table's index on program and user, from this run's candidates
-- undo:        lapse restore RUN inserts the archived rows again
delete /*+ leading(c@listed p) use_nl(p) index(p (program_id user_id)) */
  from app.permission p
 where exists (
         select /*+ qb_name(listed) unnest index(c lapse_candidate_pk) */ 1 from lapse_owner.lapse_candidate c
          where c.run_id = :run_id and c.protected_by is null
            and c.program_id = p.program_id and c.user_id = p.user_id and c.granted_at = p.granted_at
            and c.granted_at <= :as_of - c.inactivity_days
            and not exists (
                  select /*+ no_unnest index(a lapse_last_access_pk) */ 1 from lapse_owner.lapse_last_access a
                   where a.program_id = c.program_id and a.user_id = c.user_id
                     and a.last_access_at > :as_of - c.inactivity_days
                )
       )
   and exists (
         select /*+ nl_sj index(v lapse_revocation_pk) */ 1 from lapse_owner.lapse_revocation v
          where v.run_id = :run_id and v.program_id = p.program_id and v.user_id = p.user_id and v.granted_at = p.granted_at
       )
