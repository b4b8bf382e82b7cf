-- name:        count range
-- purpose:     whether a range of items is still there whole; a temporary table dies with its session
-- transaction: caller
-- binds:       item_from, item_to
-- index:       the primary key of the items
-- undo:        none needed, read only
select count(*) as items
  from lapse_owner.lapse_restore_item i
 where i.item_no between :item_from and :item_to
