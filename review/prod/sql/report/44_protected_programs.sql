-- name:        count protected by program
-- purpose:     count the permissions and users that each rule protects in each program in one run
-- transaction: caller
-- binds:       judged_run
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, read only
select c.program_id,
       c.protected_by,
       case when count(distinct c.detail) = 1 then min(c.detail) end as detail,
       sum(c.permission_rows) as permissions,
       count(distinct c.user_id) as users
  from lapse_owner.lapse_candidate c
 where c.run_id = :judged_run
   and c.protected_by is not null
 group by c.program_id, c.protected_by
 order by c.program_id, c.protected_by
