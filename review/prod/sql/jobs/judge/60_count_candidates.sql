-- name:        count candidates
-- purpose:     count the permissions, the candidates, and the candidates that each rule protects
-- transaction: statement
-- binds:       run_id
-- index:       lapse_run_program_uk (run_id, program_id), lapse_candidate_pk (run_id, ...)
-- undo:        none needed, the counts belong to this run
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'judge', case when c.protected_by is null then 'lapsing' else 'protected_' || c.protected_by end, sum(c.permission_rows)
  from lapse_owner.lapse_candidate c
 where c.run_id = :run_id
 group by c.protected_by
 union all
select :run_id, 'judge', 'permissions', nvl(sum(r.permission_rows), 0)
  from lapse_owner.lapse_run_program r
 where r.run_id = :run_id
 union all
select :run_id, 'judge', 'permissions_without_grant_date', nvl(sum(r.rows_without_grant_date), 0)
  from lapse_owner.lapse_run_program r
 where r.run_id = :run_id
