-- name:        why revoked
-- purpose:     list the revocations of a (program, user), the newest run first, and what was restored
-- transaction: caller
-- binds:       program_id, user_id
-- index:       lapse_revocation_ix (program_id, user_id, run_id)
-- undo:        none needed, read only
select v.run_id,
       v.granted_at,
       v.last_access_at,
       v.inactivity_days,
       v.policy_reason,
       v.noticed_at,
       v.lost_day,
       v.revoked_at,
       v.restored_at,
       v.restored_by,
       v.restore_reason
  from lapse_owner.lapse_revocation v
 where v.program_id = :program_id
   and v.user_id = :user_id
 order by v.run_id desc, v.revocation_no
