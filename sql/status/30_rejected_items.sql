-- name:        rejected items
-- purpose:     find items that are still to be written
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}last_access_pk (program_id, user_id)
-- undo:        none needed, read only
select 'warning' as state,
       {{ counted("o.items", "rejected item") }} || ' could not be written yet, the newest in run ' || o.run_id as finding,
       'see lapse rejected list ' || o.run_id || '; until it is written or dismissed, each holds its program' as todo,
       o.items as rejected_items,
       o.run_id
  from (
         select count(*) as items,
                max(i.run_id) as run_id
           from (
                  select x.program_id, x.user_id, max(x.run_id) as run_id
                    from {{ outstanding_items() | indent(18) }}
                   group by x.program_id, x.user_id
                ) i
       ) o
 where o.items > 0
