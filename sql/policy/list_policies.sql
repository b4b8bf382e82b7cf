-- name:        list policies
-- purpose:     list the programs that have a policy, or one of them, and how many permissions each has
-- transaction: caller
-- binds:       program_id
-- index:       the permission table's index on program and user, if the program comes first
-- undo:        none needed, read only
select y.program_id,
       nvl(y.inactivity_days, {{ policy.inactivity_days }}) as inactivity_days,
       y.revocation_mode,
       y.when_silent,
       y.notice,
       (
         select count(*)
           from {{ permission }} p
          where p.{{ permission.program_id }} = y.program_id
       ) as permissions,
       y.set_by,
       y.set_at,
       y.reason
  from {{ lapse_policy }} y
 where nvl(:program_id, y.program_id) = y.program_id
 order by y.program_id
