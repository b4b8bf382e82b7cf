-- name:        count restorable
-- purpose:     count what one run revoked and how much of it was restored, by program or user if given
-- transaction: caller
-- binds:       revoked_by_run, program_id, user_id
-- index:       lapse_revocation_pk (run_id, ...)
-- undo:        none needed, read only
select count(*) as revoked,
       count(v.restored_at) as restored
  from lapse_owner.lapse_revocation v
 where v.run_id = :revoked_by_run
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
