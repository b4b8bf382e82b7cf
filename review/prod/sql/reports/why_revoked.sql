-- name:        why revoked
-- purpose:     of a (program, user) without a permission: the newest revocation
-- transaction: caller
-- binds:       program_id, user_id
-- index:       lapse_revocation_ix (program_id, user_id, run_id)
-- undo:        none needed, read only
select v.run_id,
       v.granted_at,
       v.last_access_at,
       v.inactivity_days,
       v.revoked_at,
       v.restored_at
  from lapse_owner.lapse_revocation v
 where v.program_id = :program_id
   and v.user_id = :user_id
 order by v.run_id desc, v.revocation_no
