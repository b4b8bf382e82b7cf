-- name:        count items
-- purpose:     count the items of a chunk step and check that their numbers have no gap
-- transaction: caller
-- binds:       none
-- index:       none; one pass over the items
-- undo:        none needed, read only
select count(*) as items,
       nvl(max(i.item_no), 0) as last_item_no
  from lapse_owner.lapse_restore_item i
