-- name:        count range
-- purpose:     whether a range of items is still staged whole; the staging table dies with its session
-- transaction: caller
-- binds:       item_from, item_to
-- index:       lapse_sync_item_pk (item_no)
-- undo:        none needed, read only
select count(*) as items
  from lapse_owner.lapse_sync_item i
 where i.item_no between :item_from and :item_to
