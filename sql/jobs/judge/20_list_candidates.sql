-- name:        list candidates
-- purpose:     list every permission granted {{ policy.inactivity_days }} days or more before as-of and not used since; a policy may set other days
-- transaction: statement
-- binds:       run_id, as_of
-- index:       none; one pass over the permission table and one over {{ lapse_last_access }}
-- undo:        none needed, lapse purge deletes the list
insert into {{ lapse_candidate }}
       (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days, last_access_at)
select{{ hint("list_candidates", "leading(r p a) use_hash(p a)") }}
       :run_id, p.{{ permission.program_id }}, p.{{ permission.user_id }}, p.{{ permission.granted_at }}, count(*), r.inactivity_days, a.last_access_at
  from {{ permission }} p
  join {{ lapse_run_program }} r on r.program_id = p.{{ permission.program_id }}
  left join {{ lapse_last_access }} a on a.program_id = p.{{ permission.program_id }} and a.user_id = p.{{ permission.user_id }}
 where r.run_id = :run_id
   and p.{{ permission.granted_at }} <= :as_of - r.inactivity_days
   and (a.last_access_at is null or a.last_access_at <= :as_of - r.inactivity_days)
   and p.{{ permission.user_id }} is not null
 group by p.{{ permission.program_id }}, p.{{ permission.user_id }}, p.{{ permission.granted_at }}, r.inactivity_days, a.last_access_at
