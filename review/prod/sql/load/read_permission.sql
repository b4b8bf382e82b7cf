-- name:        read permission
-- purpose:     read the permissions of a line that the database has refused
-- transaction: caller
-- binds:       program_id, user_id
-- index:       permission_pk (program_id, user_id)
-- undo:        none needed, it only reads
select p.granted_at
  from app.permission p
 where p.program_id = :program_id
   and p.user_id = :user_id
