-- name:        write notices
-- purpose:     write a notice for each candidate that needs one and has none
-- transaction: tasklet
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...), lapse_notice_pk (program_id, user_id)
-- undo:        rolled back with the DELETE
insert into lapse_owner.lapse_notice
       (program_id, user_id, noticed_at, run_id)
select /*+ index(c lapse_candidate_pk) */ c.program_id, c.user_id, sysdate, :run_id
  from lapse_owner.lapse_candidate c
 where c.run_id = :run_id and c.protected_by = 'notice_missing'
   and not exists (
         select /*+ no_unnest index(n lapse_notice_pk) */ 1 from lapse_owner.lapse_notice n
          where n.program_id = c.program_id and n.user_id = c.user_id
       )
 group by c.program_id, c.user_id
