-- name:        items without permission
-- purpose:     each access log whose newest window names more (program, user) without any permission than with one
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'items of the newest window of ' || w.access_log || ' that hold no permission: ' || w.items_without_permission || ' of ' || w.items
       || '; does the log spell programs and users as the permissions do?' as warning,
       w.access_log,
       w.items,
       w.items_without_permission
  from {{ newest_windows() }}
   and w.items_without_permission * 2 > w.items
 order by w.access_log
