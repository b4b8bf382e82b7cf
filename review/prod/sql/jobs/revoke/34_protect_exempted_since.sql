-- name:        protect exempted since
-- purpose:     protect candidates exempted since judge ran
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...); lapse_exemption is small
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'exempted'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_exemption e
          where (e.program_id = c.program_id or e.program_id is null) and (e.user_id = c.user_id or e.user_id is null)
            and e.starts_at <= sysdate and e.ends_at > :as_of and e.ends_at > e.starts_at
       )
