-- name:        hold silent programs
-- purpose:     a program with {{ guards.silent_program_min_permissions }} or more permissions that nobody used in its days may have lost its log; its policy may say revoke
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}last_access_pk (program_id, user_id); the first recent access of a program answers
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'no access by anyone in its inactivity period: the program or its log may be dead'
 where r.run_id = :run_id and r.held_reason is null
   and r.permission_rows >= {{ guards.silent_program_min_permissions }} and r.when_silent = 'hold'
   and not exists (
         select{{ hint("hold_silent_programs", "nl_aj index(a " ~ prefix ~ "last_access_pk)") }} 1 from {{ lapse_last_access }} a
          where a.program_id = r.program_id and a.last_access_at > :as_of - r.inactivity_days
       )
