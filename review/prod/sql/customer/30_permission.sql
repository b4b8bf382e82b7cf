-- name:        permission
-- purpose:     a user may use a program while a row stands: the shape lapse expects of the customer's table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table app.permission (
  program_id varchar2(255 char) not null,
  user_id varchar2(255 char) not null,
  granted_at timestamp(6),
  constraint permission_pk primary key (program_id, user_id)
)
