-- name:        permission
-- purpose:     create a permission table as lapse expects it: each row lets a user use a program
-- transaction: caller
-- binds:       none
-- index:       its key, about 40 bytes a row with ids of 10 characters (an estimate); each grant and revocation changes an entry
-- undo:        drop the table
create table app.permission (
  program_id varchar2(255 char) not null,
  user_id varchar2(255 char) not null,
  granted_at timestamp(6),
  constraint permission_pk primary key (program_id, user_id)
)
