-- name:        count restored
-- purpose:     say how many were put back, and how many were not because they have been granted since
-- transaction: tasklet
-- binds:       run_id, revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...)
-- undo:        rolled back with the INSERT
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'restore', 'permissions_restored', count(*)
  from {{ lapse_revocation }} v
 where v.restore_run_id = :run_id
 union all
select :run_id, 'restore', 'permissions_granted_since', count(*)
  from {{ lapse_revocation }} v
 where v.run_id = :revoked_by_run
   and v.restored_at is null
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
   and exists (
         select{{ hint("count_restored", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = v.program_id
            and p.{{ permission.user_id }} = v.user_id
       )
