-- name:        list granted since
-- purpose:     list the revocations of one run that a restore skips because the permission was re-granted
-- transaction: caller
-- binds:       revoked_by_run, program_id, user_id
-- index:       lapse_revocation_pk (run_id, ...), the permission table's index on program and user
-- undo:        none needed, read only
select v.program_id,
       v.user_id,
       v.granted_at,
       v.revoked_at
  from lapse_owner.lapse_revocation v
 where v.run_id = :revoked_by_run
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
   and v.restored_at is null
   and exists (
         select /*+ no_unnest index(p (program_id user_id)) */ 1
           from app.permission p
          where p.program_id = v.program_id
            and p.user_id = v.user_id
            and p.granted_at >= (
                  select trunc(r.as_of, 'dd')
                    from lapse_owner.lapse_run r
                   where r.run_id = :revoked_by_run
                )
       )
 order by v.revocation_no
