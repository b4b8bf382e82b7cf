-- name:        protect by policy since
-- purpose:     a policy that was set, changed or taken back while this run worked protects the candidates of its program
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, ...)
-- undo:        rolled back with the DELETE
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ leading(k y) use_hash(y) */ distinct
               k.program_id
          from lapse_owner.lapse_candidate k
          left join lapse_owner.lapse_policy y
            on y.program_id = k.program_id
         where k.run_id = :run_id
           and (nvl(y.inactivity_days, 90) <> k.inactivity_days or y.revocation_mode in ('off', 'report'))
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id)
 when matched then
      update
         set c.protected_by = 'policy_changed'
       where c.protected_by is null
