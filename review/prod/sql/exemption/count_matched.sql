-- name:        count matched
-- purpose:     count the permissions that an exemption of a program, a user or both matches
-- transaction: caller
-- binds:       program_id, user_id
-- index:       the permission table's index on program and user
-- undo:        none needed, read only
select count(*) as permissions
  from app.permission p
 where nvl(:program_id, p.program_id) = p.program_id
   and nvl(:user_id, p.user_id) = p.user_id
