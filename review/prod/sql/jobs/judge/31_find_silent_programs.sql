-- name:        find silent programs
-- purpose:     mark each program not used for 7 days, or for its inactivity period if that is shorter
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id), lapse_last_access_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update lapse_owner.lapse_run_program r
   set r.silent_since = date '1900-01-01',
       r.users_before = 0
 where r.run_id = :run_id
   and not exists (
         select /*+ nl_aj index(a lapse_last_access_pk) */ 1 from lapse_owner.lapse_last_access a
          where a.program_id = r.program_id
            and a.last_access_at > :as_of - least(7, r.inactivity_days)
       )
