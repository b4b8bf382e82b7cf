-- name:        access log
-- purpose:     who used which program when: the shape lapse expects of the customer's table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table app.access_log (
  program_id varchar2(255 char),
  user_id varchar2(255 char),
  accessed_at timestamp(6)
)
