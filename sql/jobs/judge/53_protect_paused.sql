-- name:        protect paused
-- purpose:     protect all candidates while evening runs are paused; a plan ignores the pause
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...); {{ prefix }}pause is small
-- undo:        none needed, the next run decides again
update{{ hint("protect_paused", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'paused'
 where c.run_id = :run_id and c.protected_by is null
   and exists (
         select /*+ no_unnest */ 1 from {{ lapse_run }} r where r.run_id = :run_id and r.jobs = 'sync judge revoke'
       )
   and {{ paused() }}
