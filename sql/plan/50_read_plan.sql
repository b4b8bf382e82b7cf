-- name:        read plan
-- purpose:     the plan that a digest names
-- transaction: caller
-- binds:       digest
-- index:       {{ prefix }}plan_pk (digest)
-- undo:        none needed, read only
select k.digest,
       k.as_of,
       k.made_at,
       k.made_by,
       k.candidates
  from {{ lapse_plan }} k
 where k.digest = :digest
