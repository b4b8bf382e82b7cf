-- name:        count restored
-- purpose:     count what was restored, what had been restored before, and what was re-granted
-- transaction: statement
-- binds:       run_id, revoked_by_run, program_id, user_id
-- index:       {{ prefix }}revocation_pk (run_id, ...), the permission table's index on program and user
-- undo:        none needed, the counts belong to this run
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'restore', 'permissions_restored', count(*)
  from {{ lapse_revocation }} v
 where v.run_id = :revoked_by_run
   and v.restore_run_id = :run_id
 union all
select :run_id, 'restore', 'permissions_already_restored', count(*)
  from {{ lapse_revocation }} v
 where {{ chosen_to_restore() }}
   and v.restore_run_id <> :run_id
 union all
select :run_id, 'restore', 'permissions_granted_since', count(*)
  from {{ lapse_revocation }} v
 where {{ chosen_to_restore() }}
   and v.restored_at is null
   and exists (
         select{{ hint("count_restored", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
           from {{ permission }} p
          where {{ granted_since() }}
       )
