-- name:        list granted since
-- purpose:     the revocations of one run that cannot be restored, for the permission has been granted again
-- transaction: caller
-- binds:       revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        none needed, read only
select v.program_id,
       v.user_id,
       v.granted_at,
       v.revoked_at
  from {{ lapse_revocation }} v
 where v.run_id = :revoked_by_run
   and v.restored_at is null
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
   and exists (
         select{{ hint("list_granted_since", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = v.program_id
            and p.{{ permission.user_id }} = v.user_id
       )
 order by v.revocation_no
