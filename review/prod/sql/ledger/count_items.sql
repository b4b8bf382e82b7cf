-- name:        count items
-- purpose:     how many items are staged, and that their numbers have no gap
-- transaction: caller
-- binds:       none
-- index:       none; the staging table is read once
-- undo:        none needed, read only
select count(*) as items,
       nvl(max(i.item_no), 0) as last_item_no
  from lapse_owner.lapse_sync_item i
