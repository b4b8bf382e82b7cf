-- name:        access log
-- purpose:     create an access log as lapse expects it: who used which program when
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        drop the table
create table {{ access_log }} (
  {{ access_log.program_id }} varchar2(255 char),
  {{ access_log.user_id }} varchar2(255 char),
  {{ access_log.accessed_at }} timestamp(6)
)
