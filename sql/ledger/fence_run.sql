-- name:        fence run
-- purpose:     in each transaction that changes anything: no row updated means that another run has taken over
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none needed
update {{ lapse_run }} r
   set r.heartbeat_at = sysdate
 where r.run_id = :run_id
   and r.status = 'running'
