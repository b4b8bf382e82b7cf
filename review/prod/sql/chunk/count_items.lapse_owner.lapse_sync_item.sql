-- name:        count items
-- purpose:     count the items of a chunk step and read their highest number; a gap between the two fails the step
-- transaction: caller
-- binds:       none
-- index:       none; one pass over the items
-- undo:        none needed, read only
select count(*) as items,
       nvl(max(i.item_no), 0) as last_item_no
  from lapse_owner.lapse_sync_item i
