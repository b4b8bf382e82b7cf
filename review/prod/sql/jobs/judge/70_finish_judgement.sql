-- name:        finish judgement
-- purpose:     from now on the list may be read: before, half-marked rows look like rows that lapse
-- transaction: statement
-- binds:       run_id
-- index:       lapse_run_pk (run_id)
-- undo:        none needed, a run without it revokes nothing
update lapse_owner.lapse_run r
   set r.judged_at = sysdate
 where r.run_id = :run_id
