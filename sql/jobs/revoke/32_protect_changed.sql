-- name:        protect changed
-- purpose:     protect candidates removed or re-granted since judge ran
-- transaction: tasklet
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...), the permission table's index on program and user
-- undo:        rolled back with the DELETE
update{{ hint("protect_changed", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'changed'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and c.permission_rows <> (
         select{{ hint("protect_changed_rows", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} count(*) from {{ permission }} p
          where {{ key_of("c") }}
       )
