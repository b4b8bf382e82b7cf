-- name:        fence run
-- purpose:     update the heartbeat of this run; no row means that another run has taken over
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none needed
update {{ lapse_run }} r
   set r.heartbeat_at = sysdate
 where r.run_id = :run_id
   and r.status = 'running'
