-- name:        why near permission
-- purpose:     find permissions of the same user or program where the one asked for does not exist
-- transaction: caller
-- binds:       program_id, user_id
-- index:       none; one pass over the permission table or one of its indexes
-- undo:        none needed, read only
select n.program_id,
       n.user_id
  from (
         select p.program_id as program_id,
                p.user_id as user_id,
                upper(trim(p.program_id)) as plain_program_id,
                upper(trim(p.user_id)) as plain_user_id
           from app.permission p
       ) n
 where n.plain_program_id = upper(trim(:program_id))
    or n.plain_user_id = upper(trim(:user_id))
 group by n.program_id, n.user_id
 order by n.program_id, n.user_id
