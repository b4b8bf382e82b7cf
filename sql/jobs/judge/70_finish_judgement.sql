-- name:        finish judgement
-- purpose:     mark the list of candidates as complete; nothing reads it before that
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}run_pk (run_id)
-- undo:        none needed, a run without the mark revokes nothing
update {{ lapse_run }} r
   set r.judged_at = sysdate
 where r.run_id = :run_id
