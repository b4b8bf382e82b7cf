-- name:        why dismissed
-- purpose:     list the dismissals of rejected items of a (program, user), in any spelling, that of the newest access first
-- transaction: caller
-- binds:       program_id, user_id
-- index:       none; one pass over the dismissals, of which there are few
-- undo:        none needed, read only
select d.accessed_at,
       d.reason,
       d.dismissed_by,
       d.dismissed_at,
       d.ended_at
  from (
         select /*+ no_merge */ z.dismissal_id, z.dismissed_at, z.ended_at, nvl(upper(trim(z.program_id)), ' ') as program_key, nvl(upper(trim(z.user_id)), ' ') as user_key
           from lapse_owner.lapse_dismissal z
       ) k
  join lapse_owner.lapse_dismissal d
    on d.dismissal_id = k.dismissal_id
 where k.program_key = nvl(upper(trim(:program_id)), ' ')
   and k.user_key = nvl(upper(trim(:user_id)), ' ')
 order by d.accessed_at desc, d.dismissal_id desc
