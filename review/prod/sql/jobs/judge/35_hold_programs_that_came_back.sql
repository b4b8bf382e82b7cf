-- name:        hold programs that came back
-- purpose:     hold a program for 3 more days after its silence ends, because late rows may still arrive
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(r) index(r lapse_run_program_uk) */ into lapse_owner.lapse_run_program r
using (
        select /*+ no_merge */ p.program_id, p.gap_ended_at as known_end, nvl(p.gap_ended_at, :as_of) as gap_ended_at,
               case when p.gap_ended_at is null then greatest(p.gap_from, :as_of - p.inactivity_days) else p.gap_from end as gap_from
          from lapse_owner.lapse_run_program p
         where p.run_id = (select /*+ no_unnest */ max(q.run_id) from lapse_owner.lapse_run q where q.judged_at is not null and q.run_id < :run_id)
           and p.gap_from is not null
           and (p.gap_ended_at is null or p.gap_ended_at > :as_of - 3)
      ) s
   on (r.run_id = :run_id and r.program_id = s.program_id)
 when matched then
      update
         set r.gap_from = s.gap_from,
             r.gap_ended_at = s.gap_ended_at,
             r.held_reason = nvl(r.held_reason, 'used again after a silence since ' || to_char(s.gap_from, 'yyyy-mm-dd') || ': missing rows may still arrive')
       where r.when_silent = 'hold' and (r.silent_since is null or s.known_end is not null)
