-- name:        protect without notice
-- purpose:     protect candidates whose notice is missing or younger than notice_days = {{ policy.notice_days }}; 0 asks for no notice
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}candidate_pk (run_id, ...), {{ prefix }}notice_pk (program_id, user_id)
-- undo:        none needed, the next run decides again
{%- set is_good = "n.program_id = c.program_id and n.user_id = c.user_id and n.noticed_at >= c.granted_at and (c.last_access_at is null or n.noticed_at >= c.last_access_at)" %}
update{{ hint("protect_without_notice", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = nvl((
         select{{ hint("protect_without_notice_running", "index(n " ~ prefix ~ "notice_pk)") }} 'notice_running' from {{ lapse_notice }} n
          where {{ is_good }}
       ), 'notice_missing')
 where c.run_id = :run_id and c.protected_by is null and {{ policy.notice_days }} > 0
   and not exists (
         select{{ hint("protect_without_notice_policy", "no_unnest index(y " ~ prefix ~ "policy_pk)") }} 1 from {{ lapse_policy }} y
          where y.program_id = c.program_id and y.notice = 'off'
       )
   and not exists (
         select{{ hint("protect_without_notice_over", "no_unnest index(n " ~ prefix ~ "notice_pk)") }} 1 from {{ lapse_notice }} n
          where {{ is_good }}
            and n.noticed_at <= :as_of - {{ policy.notice_days }}
       )
