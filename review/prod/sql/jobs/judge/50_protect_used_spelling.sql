-- name:        protect used spelling
-- purpose:     protect candidates used under another spelling; match_spelling = true
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...); one pass over lapse_owner.lapse_last_access
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ no_merge leading(c a) use_hash(a) */ c.program_id, c.user_id,
               max(substr('"' || a.user_id || '" of program "' || a.program_id || '"', 1, 200) || ' used ' || to_char(a.last_access_at, 'yyyy-mm-dd hh24:mi:ss')) as twin
          from (
                 select /*+ no_merge */ k.program_id, k.user_id, k.inactivity_days, nvl(upper(trim(k.program_id)), ' ') as program_key, nvl(upper(trim(k.user_id)), ' ') as user_key from lapse_owner.lapse_candidate k
                  where k.run_id = :run_id and k.protected_by is null and 1 = 1
               ) c
          join (
                 select /*+ no_merge */ x.program_id, x.user_id, x.last_access_at, nvl(upper(trim(x.program_id)), ' ') as program_key, nvl(upper(trim(x.user_id)), ' ') as user_key from lapse_owner.lapse_last_access x
               ) a on a.user_key = c.user_key and a.program_key = c.program_key and (a.user_id <> c.user_id or a.program_id <> c.program_id)
         where a.last_access_at > :as_of - c.inactivity_days
         group by c.program_id, c.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'other_spelling', c.detail = s.twin
       where c.protected_by is null
