-- name:        permission key
-- purpose:     let no key stand twice; a table that keeps several rows of a user and program needs a longer key in [indexes.permission]
-- transaction: caller
-- binds:       none
-- index:       app.permission_pk, which must be there
-- undo:        alter table app.permission drop constraint permission_pk keep index
alter table app.permission
  add constraint permission_pk primary key (program_id, user_id)
  using index app.permission_pk
