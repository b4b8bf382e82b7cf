-- name:        count permissions
-- purpose:     say how many lapsed, how many are left of those counted, and how many left the list since the judgement
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_run_step_pk (run_id, job, step), lapse_run_count_pk (run_id, job, count_name)
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_revoked', d.affected
  from lapse_owner.lapse_run_step d
 where d.run_id = :run_id
   and d.job = 'revoke'
   and d.step = 'delete permissions'
 union all
select :run_id, 'revoke', 'permissions_left', k.count_value - d.affected
  from lapse_owner.lapse_run_count k
  join lapse_owner.lapse_run_step d
    on d.run_id = k.run_id
 where k.run_id = :run_id
   and k.job = 'judge'
   and k.count_name = 'permissions'
   and d.job = 'revoke'
   and d.step = 'delete permissions'
