-- name:        keep plan
-- purpose:     the plan by its digest, so that it can be accepted; the same plan is kept once
-- transaction: caller
-- binds:       digest, as_of, made_by, candidates
-- index:       {{ prefix }}plan_pk (digest)
-- undo:        lapse purge takes it in time
merge into {{ lapse_plan }} k
using (
        select :digest as digest,
               :as_of as as_of,
               :made_by as made_by,
               :candidates as candidates
          from dual
      ) s
   on (k.digest = s.digest)
 when not matched then
      insert (k.digest, k.as_of, k.made_at, k.made_by, k.candidates)
      values (s.digest, s.as_of, sysdate, s.made_by, s.candidates)
