-- name:        protect used spelling
-- purpose:     protect candidates used under another spelling; match_spelling = {{ "true" if guards.match_spelling else "false" }}
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...); one pass over {{ lapse_last_access }}
-- undo:        none needed, the next run decides again
merge{{ hint("protect_used_spelling", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select{{ hint("protect_used_spelling_twins", "no_merge leading(c a) use_hash(a)") }} c.program_id, c.user_id,
               max({{ twin("a") }} || ' used ' || to_char(a.last_access_at, 'yyyy-mm-dd hh24:mi:ss')) as twin
          from {{ candidates_with_twins() }} c
          join (
                 select /*+ no_merge */ x.program_id, x.user_id, x.last_access_at, {{ keys("x.program_id", "x.user_id") }} from {{ lapse_last_access }} x
               ) a on {{ is_twin("a") }}
         where a.last_access_at > :as_of - c.inactivity_days
         group by c.program_id, c.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'other_spelling', c.detail = s.twin
       where c.protected_by is null
