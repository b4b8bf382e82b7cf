-- name:        list policies
-- purpose:     the programs with a policy of their own; one without permissions may be misspelt
-- transaction: caller
-- binds:       none
-- index:       of the permission table, led by its program
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
 order by y.program_id
