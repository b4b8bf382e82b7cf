-- name:        protect without notice
-- purpose:     with notice_days = {{ policy.notice_days }} a permission lapses only after a notice, since when it was neither granted, used nor restored
-- transaction: statement
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...), {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
update{{ hint("protect_without_notice", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'notice_missing'
 where c.run_id = :run_id
   and c.protected_by is null
   and {{ policy.notice_days }} > 0
   and not exists (
         select{{ hint("protect_without_notice_policy", "no_unnest index(y " ~ prefix ~ "policy_pk)") }} 1
           from {{ lapse_policy }} y
          where y.program_id = c.program_id
            and y.notice = 'off'
       )
   and not exists (
         select{{ hint("protect_without_notice_given", "no_unnest index(n " ~ prefix ~ "notice_pk)") }} 1
           from {{ lapse_notice }} n
          where n.program_id = c.program_id
            and n.user_id = c.user_id
            and n.noticed_at >= c.granted_at
            and not exists (
                  select{{ hint("protect_without_notice_used", "no_unnest index(a " ~ prefix ~ "last_access_pk)") }} 1
                    from {{ lapse_last_access }} a
                   where a.program_id = n.program_id
                     and a.user_id = n.user_id
                     and a.last_access_at > n.noticed_at
                )
            and not exists (
                  select{{ hint("protect_without_notice_restored", "no_unnest index(b " ~ prefix ~ "revocation_ix)") }} 1
                    from {{ lapse_revocation }} b
                   where b.program_id = n.program_id
                     and b.user_id = n.user_id
                     and b.restored_at > n.noticed_at
                )
       )
