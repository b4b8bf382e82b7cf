-- name:        list newest windows
-- purpose:     the newest finished window of each access log, and how many of its items hold no permission
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select w.access_log,
       w.run_id,
       w.synced_to,
       w.items,
       w.items_without_permission,
       round(w.items_without_permission * 100 / nullif(w.items, 0)) as without_permission_percent
  from {{ newest_windows() }}
 order by w.access_log
