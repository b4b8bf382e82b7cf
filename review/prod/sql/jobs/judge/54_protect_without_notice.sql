-- name:        protect without notice
-- purpose:     protect candidates whose notice is missing or younger than notice_days = 0; 0 asks for no notice
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...), lapse_notice_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = nvl((
         select /*+ index(n lapse_notice_pk) */ 'notice_running' from lapse_owner.lapse_notice n
          where n.program_id = c.program_id and n.user_id = c.user_id and n.noticed_at >= c.granted_at and (c.last_access_at is null or n.noticed_at >= c.last_access_at)
       ), 'notice_missing')
 where c.run_id = :run_id and c.protected_by is null and 0 > 0
   and not exists (
         select /*+ no_unnest index(y lapse_policy_pk) */ 1 from lapse_owner.lapse_policy y
          where y.program_id = c.program_id and y.notice = 'off'
       )
   and not exists (
         select /*+ no_unnest index(n lapse_notice_pk) */ 1 from lapse_owner.lapse_notice n
          where n.program_id = c.program_id and n.user_id = c.user_id and n.noticed_at >= c.granted_at and (c.last_access_at is null or n.noticed_at >= c.last_access_at)
            and n.noticed_at <= :as_of - 0
       )
