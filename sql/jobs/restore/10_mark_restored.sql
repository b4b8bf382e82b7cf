-- name:        mark restored
-- purpose:     choose the revocations to take back: of one run, or of one program or user of it; a permission granted since stays as it is
-- transaction: tasklet
-- binds:       run_id, revoked_by_run, program_id, user_id, restored_by
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        rolled back with the INSERT
update {{ lapse_revocation }} v
   set v.restored_at = sysdate,
       v.restored_by = :restored_by,
       v.restore_run_id = :run_id
 where v.run_id = :revoked_by_run
   and v.restored_at is null
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
   and not exists (
         select{{ hint("mark_restored", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = v.program_id
            and p.{{ permission.user_id }} = v.user_id
       )
