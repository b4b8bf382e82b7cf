-- name:        purge candidates
-- purpose:     delete lists of candidates older than 30 days, except candidates whose notice still runs
-- transaction: tasklet
-- binds:       none
-- index:       lapse_candidate_pk (run_id, ...), lapse_notice_pk (program_id, user_id)
-- undo:        none once committed: the rows are gone
delete
  from lapse_owner.lapse_candidate c
 where c.run_id in (
         select /*+ hash_sj */ o.run_id
           from lapse_owner.lapse_run o
          where o.finished_at < sysdate - 30
       )
   and not exists (
         select /*+ no_unnest index(n lapse_notice_pk) */ 1
           from lapse_owner.lapse_notice n
          where n.program_id = c.program_id
            and n.user_id = c.user_id
            and n.run_id = c.run_id
       )
