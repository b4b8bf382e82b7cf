-- name:        delete permissions
-- purpose:     delete what is listed, archived, granted {{ policy.inactivity_days }} days or more before as-of and not used since; a policy may set other days
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       the permission table's index on program and user, from this run's candidates
-- undo:        lapse restore RUN inserts the archived rows again
delete{{ hint("delete_permissions", "leading(c@listed p) use_nl(p) index(p (" ~ permission.key_columns ~ "))") }}
  from {{ permission }} p
 where exists (
         select{{ hint("delete_permissions_listed", "qb_name(listed) unnest index(c " ~ prefix ~ "candidate_pk)") }} 1 from {{ lapse_candidate }} c
          where c.run_id = :run_id and c.protected_by is null
            and {{ key_of("c") }}
            and c.granted_at <= :as_of - c.inactivity_days
            and not exists (
                  select{{ hint("delete_permissions_unused", "no_unnest index(a " ~ prefix ~ "last_access_pk)") }} 1 from {{ lapse_last_access }} a
                   where a.program_id = c.program_id and a.user_id = c.user_id
                     and a.last_access_at > :as_of - c.inactivity_days
                )
       )
   and exists (
         select{{ hint("delete_permissions_archived", "nl_sj index(v " ~ prefix ~ "revocation_pk)") }} 1 from {{ lapse_revocation }} v
          where v.run_id = :run_id and {{ key_of("v") }}
       )
