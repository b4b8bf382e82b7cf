-- name:        protect with notice running
-- purpose:     a permission stays for 0 days after its notice
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, program_id, user_id, ...)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ leading(n y) use_hash(y) */
               n.program_id,
               n.user_id,
               n.noticed_at
          from lapse_owner.lapse_notice n
          left join lapse_owner.lapse_policy y
            on y.program_id = n.program_id
         where n.noticed_at > :as_of - 0
           and 0 > 0
           and nvl(y.notice, 'on') = 'on'
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update
         set c.protected_by = 'notice_running',
             c.detail = 'until ' || to_char(s.noticed_at + 0, 'yyyy-mm-dd hh24:mi:ss')
       where c.protected_by is null
