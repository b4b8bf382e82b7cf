-- name:        empty restore items
-- purpose:     delete the items that an earlier restore of this session left
-- transaction: statement
-- binds:       none
-- index:       none; every row is deleted
-- undo:        none needed, the rows are a copy
delete
  from lapse_owner.lapse_restore_item i
