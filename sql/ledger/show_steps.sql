-- name:        show steps
-- purpose:     show the steps of one run in the order they ran
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}run_step_pk (run_id, job, step)
-- undo:        none needed, read only
select s.job,
       s.step,
       s.transaction_kind as transaction,
       s.status,
       s.affected,
       s.unchanged,
       s.chunks,
       s.rejected,
       s.seconds,
       s.reasons
  from {{ lapse_run_step }} s
 where s.run_id = :run_id
 order by s.step_no
