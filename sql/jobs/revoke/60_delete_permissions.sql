-- name:        delete permissions
-- purpose:     take away what is listed, archived, was granted its days of inactivity or more before as-of ({{ policy.inactivity_days }} without a policy) and not used since
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table, led by program and user; nested loops from this run's candidates
-- undo:        lapse restore RUN puts the archived rows back
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
