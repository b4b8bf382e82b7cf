-- name:        protect by policy since
-- purpose:     protect the candidates of a program whose policy became stricter since judge ran
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, ...), lapse_run_program_uk (run_id, program_id), lapse_policy_pk (program_id)
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'policy_changed'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and not exists (
         select /*+ hash_aj leading(r y) use_hash(y) */ 1 from lapse_owner.lapse_run_program r
           left join lapse_owner.lapse_policy y on y.program_id = r.program_id
          where r.run_id = :run_id and r.program_id = c.program_id
            and c.inactivity_days = nvl(y.inactivity_days, 90) and nvl(y.revocation_mode, 'enforce') = 'enforce'
            and (r.when_silent = 'hold' or y.when_silent = 'revoke') and (r.notice = 'on' or y.notice = 'off')
       )
