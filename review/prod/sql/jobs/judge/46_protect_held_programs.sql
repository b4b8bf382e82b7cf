-- name:        protect held programs
-- purpose:     the candidates of a program whose data cannot be trusted tonight
-- transaction: statement
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, ...)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select r.program_id,
               r.held_reason
          from lapse_owner.lapse_run_program r
         where r.run_id = :run_id
           and r.held_reason is not null
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id)
 when matched then
      update
         set c.protected_by = 'held_program',
             c.detail = s.held_reason
       where c.protected_by is null
