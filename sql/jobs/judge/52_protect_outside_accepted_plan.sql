-- name:        protect outside accepted plan
-- purpose:     protect candidates that the accepted plan does not list, if a plan was accepted
-- transaction: statement
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}candidate_pk (run_id, program_id, user_id, granted_at)
-- undo:        none needed, the next run decides again
update{{ hint("protect_outside_accepted_plan", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'not_in_accepted_plan'
 where c.run_id = :run_id and c.protected_by is null
   and cast(:accepted_plan as number) is not null
   and not exists (
         select{{ hint("protect_outside_accepted_plan_listed", "no_unnest index(k " ~ prefix ~ "candidate_pk)") }} 1 from {{ lapse_candidate }} k
          where k.run_id = :accepted_plan and k.program_id = c.program_id and k.user_id = c.user_id and k.granted_at = c.granted_at
            and (k.protected_by is null or k.protected_by = 'notice_missing')
       )
