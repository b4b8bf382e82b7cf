-- name:        why near revoked
-- purpose:     find revocations of the same user or program where the permission asked for never existed
-- transaction: caller
-- binds:       program_id, user_id
-- index:       none; one pass over lapse_owner.lapse_revocation or one of its indexes
-- undo:        none needed, read only
select n.program_id,
       n.user_id
  from (
         select v.program_id,
                v.user_id,
                upper(trim(v.program_id)) as plain_program_id,
                upper(trim(v.user_id)) as plain_user_id
           from lapse_owner.lapse_revocation v
       ) n
 where n.plain_program_id = upper(trim(:program_id))
    or n.plain_user_id = upper(trim(:user_id))
 group by n.program_id, n.user_id
 order by n.program_id, n.user_id
