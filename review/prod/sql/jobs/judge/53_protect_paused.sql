-- name:        protect paused
-- purpose:     protect all candidates while evening runs are paused; a plan ignores the pause
-- transaction: statement
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...); lapse_pause is small
-- undo:        none needed, the next run decides again
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'paused'
 where c.run_id = :run_id and c.protected_by is null
   and exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_run r where r.run_id = :run_id and r.jobs = 'sync judge revoke'
       )
   and exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_pause u
          where u.starts_at <= sysdate and u.ends_at > sysdate
       )
