-- name:        protect held spelling
-- purpose:     protect candidates that exist in two spellings; match_spelling = true
-- transaction: statement
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...); one pass over the permission table or one of its indexes
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ no_merge leading(c p) use_hash(p) */ c.program_id, c.user_id,
               max(substr('"' || p.user_id || '" of program "' || p.program_id || '"', 1, 200) || ' holds a permission too') as twin
          from (
                 select /*+ no_merge */ k.program_id, k.user_id, k.inactivity_days, nvl(upper(trim(k.program_id)), ' ') as program_key, nvl(upper(trim(k.user_id)), ' ') as user_key from lapse_owner.lapse_candidate k
                  where k.run_id = :run_id and k.protected_by is null and 1 = 1
               ) c
          join (
                 select /*+ no_merge */ x.program_id as program_id, x.user_id as user_id, nvl(upper(trim(x.program_id)), ' ') as program_key, nvl(upper(trim(x.user_id)), ' ') as user_key from app.permission x
               ) p on p.user_key = c.user_key and p.program_key = c.program_key and (p.user_id <> c.user_id or p.program_id <> c.program_id)
         group by c.program_id, c.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'other_spelling', c.detail = s.twin
       where c.protected_by is null
