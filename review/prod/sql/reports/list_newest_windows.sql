-- name:        list newest windows
-- purpose:     the newest finished window of each access log, and how many of its items hold no permission
-- transaction: caller
-- binds:       none
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select w.access_log,
       w.run_id,
       w.synced_to,
       w.items,
       w.items_without_permission,
       round(w.items_without_permission * 100 / nullif(w.items, 0)) as without_permission_percent
  from lapse_owner.lapse_watermark w
 where w.access_log in ('app.access_log')
   and w.run_id = (
         select max(n.run_id)
           from lapse_owner.lapse_watermark n
          where n.access_log = w.access_log
            and n.synced_to is not null
       )
 order by w.access_log
