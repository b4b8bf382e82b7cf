-- name:        newest rows
-- purpose:     no access log has a row up to now
-- transaction: caller
-- binds:       none
-- index:       each access log's index on its time of access
-- undo:        none needed, read only
select 'ok' as verdict,
       'compare them while the programs are in use: where a log that is written at once is hours behind, its time zone is another, and permissions lapse that much early' as todo,
       n.access_log || ' has its newest row at ' || to_char(n.newest_at, 'yyyy-mm-dd hh24:mi:ss') || ', the database clock says '
       || to_char(sysdate, 'yyyy-mm-dd hh24:mi:ss') as finding
  from (
         select 'app.access_log' as access_log,
                cast(max(l.accessed_at) as date) as newest_at
           from app.access_log l
          where l.accessed_at <= sysdate
       ) n
 where n.newest_at is not null
 order by n.access_log
