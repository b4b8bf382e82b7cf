-- name:        protect by policy since
-- purpose:     a policy that was set, changed or taken back while this run worked protects the candidates of its program
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, ...), lapse_policy_pk (program_id)
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'policy_changed'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and (
         exists (
           select /*+ no_unnest index(y lapse_policy_pk) */ 1 from lapse_owner.lapse_policy y
            where y.program_id = c.program_id
              and (y.revocation_mode <> 'enforce' or y.inactivity_days <> c.inactivity_days or y.inactivity_days is null and c.inactivity_days <> 90)
         )
         or c.inactivity_days <> 90 and not exists (
           select /*+ no_unnest index(y lapse_policy_pk) */ 1 from lapse_owner.lapse_policy y
            where y.program_id = c.program_id
         )
       )
