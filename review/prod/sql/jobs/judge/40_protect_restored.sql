-- name:        protect restored
-- purpose:     protect candidates restored less than their inactivity period ago
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_candidate_pk (run_id, ...), lapse_revocation_ix (program_id, user_id, run_id)
-- undo:        none needed, the next run decides again
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'restored'
 where c.run_id = :run_id and c.protected_by is null
   and exists (
         select /*+ no_unnest index(b lapse_revocation_ix) */ 1 from lapse_owner.lapse_revocation b
          where b.program_id = c.program_id and b.user_id = c.user_id and b.restored_at > :as_of - c.inactivity_days
       )
