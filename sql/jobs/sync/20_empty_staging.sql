-- name:        empty staging
-- purpose:     delete the items that an earlier sync of this session left
-- transaction: statement
-- binds:       none
-- index:       none; every row is deleted
-- undo:        none needed, the rows are a copy
delete
  from {{ lapse_sync_item }} i
