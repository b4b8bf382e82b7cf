-- name:        finish run
-- purpose:     record how this run ended
-- transaction: caller
-- binds:       run_id, status, exit_code, message
-- index:       lapse_run_pk (run_id)
-- undo:        none needed
update lapse_owner.lapse_run r
   set r.status = :status,
       r.exit_code = :exit_code,
       r.message = :message,
       r.finished_at = sysdate
 where r.run_id = :run_id
   and r.status = 'running'
