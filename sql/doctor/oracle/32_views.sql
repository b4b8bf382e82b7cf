-- name:        views
-- purpose:     the access logs and the permission table are tables
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission]) }}
select 'look' as verdict,
       l.owner || '.' || l.table_name || ' is a view: policies, triggers, keys, foreign keys, indexes, columns and statistics of the tables behind it cannot be checked' as finding,
       'check them by hand; docs/dba-guide.md says what doctor checks of a table' as todo
  from located l
  join all_views v
    on v.owner = l.owner
   and v.view_name = l.table_name
 order by l.owner, l.table_name
