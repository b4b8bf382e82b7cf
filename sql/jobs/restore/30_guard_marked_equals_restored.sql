-- name:        guard marked equals restored
-- purpose:     nothing is marked that was not put back
-- transaction: guard
-- binds:       run_id
-- index:       {{ prefix }}run_step_pk (run_id, job, step)
-- undo:        none needed, read only
select 'marked ' || m.affected || ' revocations but restored ' || r.affected || ' permissions' as reason
  from {{ lapse_run_step }} m
  join {{ lapse_run_step }} r
    on r.run_id = m.run_id
   and r.job = m.job
   and r.step = 'restore permissions'
 where m.run_id = :run_id
   and m.job = 'restore'
   and m.step = 'mark restored'
   and m.affected <> r.affected
