-- name:        rows ahead
-- purpose:     no access log has rows more than five minutes ahead of the database clock
-- transaction: caller
-- binds:       none
-- index:       each access log's index on its time of access
-- undo:        none needed, read only
select 'bad' as verdict,
       'have the log written in the time zone of the database host, and correct the rows; until then the users they name keep their permissions' as todo,
       n.access_log || ' has ' || n.log_rows || case n.log_rows when 1 then ' row' else ' rows' end
       || ' more than five minutes ahead of the database clock, the newest ' || to_char(n.newest_at, 'yyyy-mm-dd hh24:mi:ss') as finding
  from (
{{ rows_ahead("5 / 1440") }}
       ) n
 where n.log_rows > 0
 order by n.access_log
