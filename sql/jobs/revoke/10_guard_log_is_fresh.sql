-- name:        guard log is fresh
-- purpose:     a log that stopped says nothing about who still works: no revocation on its word
-- transaction: guard
-- binds:       as_of
-- index:       of the access log, led by its time of access; a min/max scan
-- undo:        none needed, read only
select 'the newest row of {{ access_log }} is of '
       || nvl(to_char(max(l.{{ access_log.accessed_at }}), 'yyyy-mm-dd hh24:mi:ss'), 'no time at all')
       || ', more than {{ guards.max_log_age_hours }} hours before as-of' as reason
  from {{ access_log }} l
 where l.{{ access_log.accessed_at }} <= :as_of
having max(l.{{ access_log.accessed_at }}) is null
    or max(l.{{ access_log.accessed_at }}) < :as_of - {{ guards.max_log_age_hours }} / 24
