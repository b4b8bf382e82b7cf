-- name:        count permissions
-- purpose:     say how many lapsed and how many are left
-- transaction: tasklet
-- binds:       run_id
-- index:       none; one pass over the permission table
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_revoked', d.affected
  from lapse_owner.lapse_run_step d
 where d.run_id = :run_id
   and d.job = 'revoke'
   and d.step = 'delete candidates'
 union all
select :run_id, 'revoke', 'permissions_left', count(*)
  from app.permission p
