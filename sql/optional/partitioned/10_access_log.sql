-- name:        partitioned access log
-- purpose:     create an access log with a partition for each day, which Oracle adds by itself
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none: the table is yours
create table {{ access_log }} (
  {{ access_log.program_id }} varchar2(255 char),
  {{ access_log.user_id }} varchar2(255 char),
  {{ access_log.accessed_at }} timestamp(6) not null
)
partition by range ({{ access_log.accessed_at }})
interval (numtodsinterval(1, 'day'))
(
  partition {{ access_log.bare_name }}_p0 values less than (timestamp '2000-01-01 00:00:00')
)
