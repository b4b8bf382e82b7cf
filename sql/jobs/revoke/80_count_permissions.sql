-- name:        count permissions
-- purpose:     record how many permissions were revoked
-- transaction: tasklet
-- binds:       run_id
-- index:       {{ prefix }}run_step_pk (run_id, job, step)
-- undo:        rolled back with the DELETE
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_revoked', s.affected
  from {{ lapse_run_step }} s
 where s.run_id = :run_id and s.job = 'revoke' and s.step = 'delete permissions'
