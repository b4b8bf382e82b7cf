-- name:        protect by policy
-- purpose:     the policy of a program may switch revocation off, or only have it reported
-- transaction: statement
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, ...)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select y.program_id,
               case when y.revocation_mode = 'off' then 'policy_off' else 'report_only' end as protected_by,
               substr(y.reason, 1, 255) as reason
          from lapse_owner.lapse_policy y
         where y.revocation_mode in ('off', 'report')
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id)
 when matched then
      update
         set c.protected_by = s.protected_by,
             c.detail = s.reason
       where c.protected_by is null
