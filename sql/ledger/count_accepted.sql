-- name:        count accepted
-- purpose:     count the permissions that a plan lists as lapsing or as due for notice
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, read only
select count(*) as candidates
  from {{ lapse_candidate }} c
 where c.run_id = :run_id
   and (c.protected_by is null or c.protected_by = 'notice_missing')
