-- name:        protect held spelling
-- purpose:     protect candidates that exist in two spellings; match_spelling = {{ "true" if guards.match_spelling else "false" }}
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...); one pass over the permission table or one of its indexes
-- undo:        none needed, the next run decides again
merge{{ hint("protect_held_spelling", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select{{ hint("protect_held_spelling_twins", "no_merge leading(c p) use_hash(p)") }} c.program_id, c.user_id,
               max({{ twin("p") }} || ' holds a permission too') as twin
          from {{ candidates_with_twins() }} c
          join (
                 select /*+ no_merge */ x.{{ permission.program_id }} as program_id, x.{{ permission.user_id }} as user_id, {{ keys("x." ~ permission.program_id, "x." ~ permission.user_id) }} from {{ permission }} x
               ) p on {{ is_twin("p") }}
         group by c.program_id, c.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'other_spelling', c.detail = s.twin
       where c.protected_by is null
