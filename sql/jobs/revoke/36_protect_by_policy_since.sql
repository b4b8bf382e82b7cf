-- name:        protect by policy since
-- purpose:     a policy that was set, changed or taken back while this run worked protects the candidates of its program
-- transaction: tasklet
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, program_id, ...), {{ prefix }}policy_pk (program_id)
-- undo:        rolled back with the DELETE
update{{ hint("protect_by_policy_since", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'policy_changed'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and (
         exists (
           select{{ hint("protect_by_policy_since_changed", "no_unnest index(y " ~ prefix ~ "policy_pk)") }} 1 from {{ lapse_policy }} y
            where y.program_id = c.program_id
              and (y.revocation_mode <> 'enforce' or y.inactivity_days <> c.inactivity_days or y.inactivity_days is null and c.inactivity_days <> {{ policy.inactivity_days }})
         )
         or c.inactivity_days <> {{ policy.inactivity_days }} and not exists (
           select{{ hint("protect_by_policy_since_gone", "no_unnest index(y " ~ prefix ~ "policy_pk)") }} 1 from {{ lapse_policy }} y
            where y.program_id = c.program_id
         )
       )
