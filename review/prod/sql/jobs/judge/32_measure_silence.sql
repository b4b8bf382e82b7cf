-- name:        measure silence
-- purpose:     record when each silent program fell silent and how many users stopped in the seven days before
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id); one pass over lapse_owner.lapse_last_access if any program is silent
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(r) index(r lapse_run_program_uk) */ into lapse_owner.lapse_run_program r
using (
        select /*+ no_merge */ n.program_id, n.silent_since, sum(case when n.last_access_at > n.silent_since - 7 then 1 else 0 end) as users_before
          from (
                 select /*+ no_merge leading(p a) use_hash(a) */ p.program_id, a.last_access_at,
                        max(a.last_access_at) over (partition by p.program_id) as silent_since
                   from (
                           select /*+ no_merge */ k.program_id, nvl(upper(trim(k.program_id)), ' ') as program_key from lapse_owner.lapse_run_program k
                            where k.run_id = :run_id and k.silent_since is not null
                         ) p
                   join (
                          select /*+ no_merge */ nvl(upper(trim(x.program_id)), ' ') as program_key, x.last_access_at from lapse_owner.lapse_last_access x
                        ) a on a.program_key = p.program_key
               ) n
         group by n.program_id, n.silent_since
      ) s
   on (r.run_id = :run_id and r.program_id = s.program_id)
 when matched then
      update
         set r.users_before = s.users_before,
             r.silent_since = case when s.silent_since <= :as_of - least(7, r.inactivity_days) then s.silent_since end
