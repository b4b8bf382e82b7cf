-- name:        hold silent programs
-- purpose:     a program with 10 or more permissions that nobody used in its days may have lost its log; its policy may say revoke
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id), lapse_last_access_pk (program_id, user_id); the first recent access of a program answers
-- undo:        none needed, the next run decides again
update lapse_owner.lapse_run_program r
   set r.held_reason = 'no access by anyone in its inactivity period: the program or its log may be dead'
 where r.run_id = :run_id and r.held_reason is null
   and r.permission_rows >= 10 and r.when_silent = 'hold'
   and not exists (
         select /*+ nl_aj index(a lapse_last_access_pk) */ 1 from lapse_owner.lapse_last_access a
          where a.program_id = r.program_id and a.last_access_at > :as_of - r.inactivity_days
       )
