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
  from {{ spelt_dismissals() | indent(7) }} k
  join {{ lapse_dismissal }} d
    on d.dismissal_id = k.dismissal_id
 where k.program_key = {{ key(":program_id") }}
   and k.user_key = {{ key(":user_id") }}
 order by d.accessed_at desc, d.dismissal_id desc
