-- name:        protect changed
-- purpose:     protect candidates removed or re-granted since judge ran
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...), the permission table's index on program and user
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'changed'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and c.permission_rows <> (
         select /*+ no_unnest index(p (program_id user_id)) */ count(*) from app.permission p
          where c.program_id = p.program_id and c.user_id = p.user_id and c.granted_at = p.granted_at
       )
