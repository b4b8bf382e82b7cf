-- name:        count items
-- purpose:     how many items a chunk step has, and that their numbers have no gap
-- transaction: caller
-- binds:       none
-- index:       none; the table of the items is read once
-- undo:        none needed, read only
select count(*) as items,
       nvl(max(i.item_no), 0) as last_item_no
  from lapse_owner.lapse_restore_item i
