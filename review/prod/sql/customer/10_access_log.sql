-- name:        access log
-- purpose:     create an access log as lapse expects it: who used which program when
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table app.access_log (
  program_id varchar2(255 char),
  user_id varchar2(255 char),
  accessed_at timestamp(6)
)
