-- name:        list granted since
-- purpose:     list the revocations of one run that a restore skips because the permission was re-granted
-- transaction: caller
-- binds:       revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...), the permission table's index on program and user
-- undo:        none needed, read only
select v.program_id,
       v.user_id,
       v.granted_at,
       v.revoked_at
  from {{ lapse_revocation }} v
 where {{ chosen_to_restore() }}
   and v.restored_at is null
   and exists (
         select{{ hint("list_granted_since", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where {{ granted_since() }}
       )
 order by v.revocation_no
