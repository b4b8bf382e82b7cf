-- name:        rejected items
-- purpose:     find items that are still to be written
-- transaction: caller
-- binds:       none
-- index:       lapse_last_access_pk (program_id, user_id)
-- undo:        none needed, read only
select 'warning' as state,
       o.items || case o.items when 1 then ' rejected item' else ' rejected items' end || ' could not be written yet, the newest in run ' || o.run_id as finding,
       'see lapse rejected list ' || o.run_id || '; until it is written or dismissed, each holds its program' as todo,
       o.items as rejected_items,
       o.run_id
  from (
         select count(*) as items,
                max(i.run_id) as run_id
           from (
                  select x.program_id, x.user_id, max(x.run_id) as run_id
                    from lapse_owner.lapse_rejected_item x
                   where x.job = 'sync'
                     and not exists (select /*+ no_unnest */ 1 from lapse_owner.lapse_dismissal d
                                      where d.program_id = x.program_id and d.user_id = x.user_id and d.accessed_at >= x.accessed_at and d.ended_at is null)
                     and 0 = (select /*+ no_unnest */ count(*) from lapse_owner.lapse_last_access a
                               where a.program_id = x.program_id and a.user_id = x.user_id and a.last_access_at >= x.accessed_at)
                   group by x.program_id, x.user_id
                ) i
       ) o
 where o.items > 0
