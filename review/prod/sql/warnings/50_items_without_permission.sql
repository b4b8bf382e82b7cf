-- name:        items without permission
-- purpose:     each access log whose newest window names more (program, user) without any permission than with one
-- transaction: caller
-- binds:       none
-- index:       lapse_watermark_pk (access_log, run_id)
-- undo:        none needed, read only
select 'items of the newest window of ' || w.access_log || ' that hold no permission: ' || w.items_without_permission || ' of ' || w.items
       || '; does the log spell programs and users as the permissions do?' as warning,
       w.access_log,
       w.items,
       w.items_without_permission
  from lapse_owner.lapse_watermark w
 where w.access_log in ('app.access_log')
   and w.run_id = (
         select max(n.run_id)
           from lapse_owner.lapse_watermark n
          where n.access_log = w.access_log
            and n.synced_to is not null
       )
   and w.items_without_permission * 2 > w.items
 order by w.access_log
