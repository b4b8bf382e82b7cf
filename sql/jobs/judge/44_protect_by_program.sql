-- name:        protect by program
-- purpose:     protect the candidates of held programs and of programs whose policy is off or report
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}candidate_pk (run_id, program_id, ...)
-- undo:        none needed, the next run decides again
merge{{ hint("protect_by_program", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select /*+ no_merge */ r.program_id, r.revocation_mode, r.held_reason from {{ lapse_run_program }} r
         where r.run_id = :run_id and (r.revocation_mode <> 'enforce' or r.held_reason is not null)
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id)
 when matched then
      update set c.protected_by = case s.revocation_mode when 'off' then 'policy_off' when 'report' then 'report_only' else 'held_program' end,
                 c.detail = case s.revocation_mode when 'enforce' then s.held_reason end
       where c.protected_by is null
