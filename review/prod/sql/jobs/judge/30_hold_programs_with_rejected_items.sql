-- name:        hold programs with rejected items
-- purpose:     hold each program that has accesses which could not be written
-- transaction: statement
-- binds:       run_id
-- index:       lapse_run_program_uk (run_id, program_id), lapse_last_access_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(r) index(r lapse_run_program_uk) */ into lapse_owner.lapse_run_program r
using (
        select /*+ no_merge leading(x p) use_hash(p) */ p.program_id
          from (
                 select /*+ no_merge */ distinct nvl(upper(trim(x.program_id)), ' ') as program_key
                   from lapse_owner.lapse_rejected_item x
                  where x.job = 'sync'
                    and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                     where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                    and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                              where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
               ) x
          join (
                  select /*+ no_merge */ k.program_id, nvl(upper(trim(k.program_id)), ' ') as program_key from lapse_owner.lapse_run_program k
                   where k.run_id = :run_id
                ) p on p.program_key = x.program_key
      ) s
   on (r.run_id = :run_id and r.program_id = s.program_id)
 when matched then
      update
         set r.held_reason = 'accesses that could not be written, see lapse rejected'
