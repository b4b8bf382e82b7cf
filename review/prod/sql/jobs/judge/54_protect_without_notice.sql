-- name:        protect without notice
-- purpose:     with notice_days = 0 a permission lapses only after a notice, since when it was neither granted, used nor restored
-- transaction: statement
-- binds:       run_id
-- index:       lapse_candidate_pk (run_id, ...), lapse_notice_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'notice_missing'
 where c.run_id = :run_id
   and c.protected_by is null
   and 0 > 0
   and not exists (
         select /*+ no_unnest index(y lapse_policy_pk) */ 1
           from lapse_owner.lapse_policy y
          where y.program_id = c.program_id
            and y.notice = 'off'
       )
   and not exists (
         select /*+ no_unnest index(n lapse_notice_pk) */ 1
           from lapse_owner.lapse_notice n
          where n.program_id = c.program_id
            and n.user_id = c.user_id
            and n.noticed_at >= c.granted_at
            and not exists (
                  select /*+ no_unnest index(a lapse_last_access_pk) */ 1
                    from lapse_owner.lapse_last_access a
                   where a.program_id = n.program_id
                     and a.user_id = n.user_id
                     and a.last_access_at > n.noticed_at
                )
            and not exists (
                  select /*+ no_unnest index(b lapse_revocation_ix) */ 1
                    from lapse_owner.lapse_revocation b
                   where b.program_id = n.program_id
                     and b.user_id = n.user_id
                     and b.restored_at > n.noticed_at
                )
       )
