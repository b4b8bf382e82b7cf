-- name:        forget notices
-- purpose:     delete each notice whose permission was revoked, is no candidate any more, or was used or re-granted since
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, program_id, user_id, ...)
-- undo:        rolled back with the DELETE
delete
  from lapse_owner.lapse_notice t
 where not exists (
         select /*+ no_unnest index(c lapse_candidate_pk) */ 1 from lapse_owner.lapse_candidate c
          where c.run_id = :run_id and c.program_id = t.program_id and c.user_id = t.user_id
            and c.protected_by in ('notice_running', 'held_program', 'not_in_accepted_plan', 'paused')
       )
