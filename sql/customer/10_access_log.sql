-- name:        access log
-- purpose:     who used which program when: the shape lapse expects of the customer's table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table {{ access_log }} (
  {{ access_log.program_id }} varchar2(255 char),
  {{ access_log.user_id }} varchar2(255 char),
  {{ access_log.accessed_at }} timestamp(6)
)
