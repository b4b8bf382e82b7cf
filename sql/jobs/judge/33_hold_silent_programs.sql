-- name:        hold silent programs
-- purpose:     hold each silent program whose log may have died, unless its policy says revoke
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = case
         when r.silent_since <= :as_of - r.inactivity_days and r.permission_rows >= {{ guards.silent_program_min_permissions }}
         then 'no access by anyone in its inactivity period: the program or its log may be dead'
         else 'no access by anyone since ' || to_char(r.silent_since, 'yyyy-mm-dd hh24:mi:ss') || ', although {{ guards.silent_program_min_users }} users or more were active in the week before: its feed may be dead'
       end,
       r.gap_from = greatest(cast(r.silent_since as date), :as_of - r.inactivity_days)
 where r.run_id = :run_id and r.held_reason is null
   and r.silent_since is not null and r.when_silent = 'hold'
   and ((r.silent_since <= :as_of - r.inactivity_days and r.permission_rows >= {{ guards.silent_program_min_permissions }})
        or (r.silent_since <= :as_of - {{ guards.max_program_silence_days }} and r.users_before >= {{ guards.silent_program_min_users }}))
