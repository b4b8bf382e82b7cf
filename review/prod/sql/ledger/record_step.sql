-- name:        record step
-- purpose:     record what a step did; a tasklet's in its own transaction
-- transaction: caller
-- binds:       run_id, step_no, job, step, transaction_kind, status, affected, unchanged, chunks, rejected, seconds, reasons
-- index:       none
-- undo:        none needed
insert into lapse_owner.lapse_run_step
       (run_id, step_no, job, step, transaction_kind, status, affected, unchanged, chunks, rejected, seconds, reasons, finished_at)
values (:run_id, :step_no, :job, :step, :transaction_kind, :status, :affected, :unchanged, :chunks, :rejected, :seconds, :reasons, sysdate)
