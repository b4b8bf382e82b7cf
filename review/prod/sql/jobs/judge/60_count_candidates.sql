-- name:        count candidates
-- purpose:     how many permissions are candidates, how many of them each rule protects, and what else a reader of the run wants counted
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...)
-- undo:        none needed, the counts belong to this run and stay when the list is purged
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'judge', 'candidates', nvl(sum(c.permission_rows), 0)
  from lapse_owner.lapse_candidate c
 where c.run_id = :run_id
 union all
select :run_id, 'judge', 'protected_' || c.protected_by, sum(c.permission_rows)
  from lapse_owner.lapse_candidate c
 where c.run_id = :run_id
   and c.protected_by is not null
 group by c.protected_by
 union all
select :run_id, 'judge', 'permissions', nvl(sum(r.permission_rows), 0)
  from lapse_owner.lapse_run_program r
 where r.run_id = :run_id
 union all
select :run_id, 'judge', 'permissions_without_grant_date', nvl(sum(r.rows_without_grant_date), 0)
  from lapse_owner.lapse_run_program r
 where r.run_id = :run_id
 union all
select :run_id, 'judge', 'exemptions_expired', count(*)
  from lapse_owner.lapse_exemption e
 where e.ends_at <= :as_of
   and e.ended_by is null
