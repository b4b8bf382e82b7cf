-- name:        protect paused since
-- purpose:     protect all candidates if evening runs were paused since judge ran
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...); lapse_pause is small
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'paused'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_pause u
          where u.starts_at <= sysdate and u.ends_at > sysdate
       )
