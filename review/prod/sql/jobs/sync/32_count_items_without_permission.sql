-- name:        count items without permission
-- purpose:     how many items of each log's window hold no permission; where most do, log and permissions may spell ids differently
-- transaction: statement
-- binds:       run_id
-- index:       lapse_watermark_pk (access_log, run_id); one pass over the permission table or an index of it
-- undo:        none needed, the counts belong to this run
merge /*+ leading(s) use_hash(w) */ into lapse_owner.lapse_watermark w
using (
        select /*+ no_merge */ n.access_log, sum(n.items) as items, sum(n.items_without_permission) as items_without_permission
          from (
                 select i.access_log, count(*) as items, 0 as items_without_permission
                   from lapse_owner.lapse_sync_item i
                  group by i.access_log
                  union all
                 select i.access_log, 0, count(*)
                   from lapse_owner.lapse_sync_item i
                  where not exists (
                          select /*+ hash_aj */ 1 from app.permission p
                           where p.program_id = i.program_id and p.user_id = i.user_id
                        )
                  group by i.access_log
               ) n
         group by n.access_log
      ) s
   on (w.access_log = s.access_log and w.run_id = :run_id)
 when matched then
      update
         set w.items = s.items,
             w.items_without_permission = s.items_without_permission
