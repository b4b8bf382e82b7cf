-- name:        guard archived equals deleted
-- purpose:     no permission goes without an archive row, and none is archived that still stands
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_step_pk (run_id, job, step)
-- undo:        none needed, read only
select 'archived ' || s.affected || ' permissions but deleted ' || d.affected
       || ': another session changed them meanwhile' as reason
  from {{ lapse_run_step }} s
  join {{ lapse_run_step }} d
    on d.run_id = s.run_id
   and d.job = s.job
   and d.step = 'delete candidates'
 where s.run_id = :run_id
   and s.job = 'revoke'
   and s.step = 'archive candidates'
   and s.affected <> d.affected
