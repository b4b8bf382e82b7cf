-- name:        count protected by rule
-- purpose:     count the permissions, programs and users that each rule protects in one run
-- transaction: caller
-- binds:       judged_run
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, read only
select c.protected_by,
       sum(c.permission_rows) as permissions,
       count(distinct c.program_id) as programs,
       count(distinct c.user_id) as users
  from lapse_owner.lapse_candidate c
 where c.run_id = :judged_run
   and c.protected_by is not null
 group by c.protected_by
 order by sum(c.permission_rows) desc, c.protected_by
