-- name:        guard log is fresh
-- purpose:     a log that stopped says nothing about who still works: no revocation on its word
-- transaction: guard
-- binds:       as_of
-- index:       of each access log, led by its time of access; a min/max scan
-- undo:        none needed, read only
select 'the newest row of app.access_log is of '
       || nvl(to_char(max(l.accessed_at), 'yyyy-mm-dd hh24:mi:ss'), 'no time at all')
       || ', more than 48 hours before as-of' as reason
  from app.access_log l
 where l.accessed_at <= :as_of
having max(l.accessed_at) is null
    or max(l.accessed_at) < :as_of - 48 / 24
