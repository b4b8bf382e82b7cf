-- name:        read plan
-- purpose:     the plan that a digest names
-- transaction: caller
-- binds:       digest
-- index:       lapse_plan_pk (digest)
-- undo:        none needed, read only
select k.digest,
       k.as_of,
       k.made_at,
       k.made_by,
       k.candidates
  from lapse_owner.lapse_plan k
 where k.digest = :digest
