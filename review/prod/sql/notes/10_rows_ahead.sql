-- name:        rows ahead
-- purpose:     name log rows dated more than a day ahead of the database clock
-- transaction: caller
-- binds:       none
-- index:       each access log's index on its time of access
-- undo:        none needed, read only
select 'rows of ' || n.access_log || ' dated more than a day ahead of the database clock: ' || n.log_rows
       || ', the newest ' || to_char(n.newest_at, 'yyyy-mm-dd hh24:mi:ss') || '; the users they name keep their permissions until the rows are corrected' as note,
       n.access_log,
       n.log_rows,
       n.newest_at
  from (
         select 'app.access_log' as access_log,
                count(*) as log_rows,
                cast(max(l.accessed_at) as date) as newest_at
           from app.access_log l
          where l.accessed_at > sysdate + 1
       ) n
 where n.log_rows > 0
 order by n.access_log
