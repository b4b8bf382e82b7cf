-- name:        count protected
-- purpose:     say what protects the permissions that nobody can judge, before anything is locked
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       none; passes over the permission table
-- undo:        rolled back with the DELETE
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
select :run_id, 'revoke', 'permissions_without_grant_date', count(*)
  from {{ permission }} p
 where p.{{ permission.granted_at }} is null
 union all
select :run_id, 'revoke', 'permissions_exempt', count(*)
  from {{ permission }} p
 where exists (
         select 1
           from {{ lapse_exemption }} e
          where (e.program_id = p.{{ permission.program_id }} or e.program_id is null)
            and (e.user_id = p.{{ permission.user_id }} or e.user_id is null)
            and e.starts_at <= :as_of
            and e.ends_at > :as_of
       )
 union all
select :run_id, 'revoke', 'programs_with_rejected_items', count(distinct x.program_id)
  from {{ lapse_rejected_item }} x
  left join {{ lapse_last_access }} a
    on a.program_id = x.program_id
   and a.user_id = x.user_id
 where a.last_access_at is null
    or a.last_access_at < x.accessed_at
