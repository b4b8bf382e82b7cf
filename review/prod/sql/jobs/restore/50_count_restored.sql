-- name:        count restored
-- purpose:     count what was restored, what had been restored before, and what was re-granted
-- transaction: statement
-- binds:       run_id, revoked_by_run, program_id, user_id
-- index:       lapse_revocation_pk (run_id, ...), the permission table's index on program and user
-- undo:        none needed, the counts belong to this run
insert into lapse_owner.lapse_run_count
       (run_id, job, count_name, count_value)
select :run_id, 'restore', 'permissions_restored', count(*)
  from lapse_owner.lapse_revocation v
 where v.run_id = :revoked_by_run
   and v.restore_run_id = :run_id
 union all
select :run_id, 'restore', 'permissions_already_restored', count(*)
  from lapse_owner.lapse_revocation v
 where v.run_id = :revoked_by_run
   and nvl(:program_id, v.program_id) = v.program_id
   and nvl(:user_id, v.user_id) = v.user_id
   and v.restore_run_id <> :run_id
 union all
select :run_id, 'restore', 'permissions_granted_since', count(*)
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
