-- name:        empty staging
-- purpose:     start from an empty staging table, whatever an earlier session left in it
-- transaction: statement
-- binds:       none
-- index:       none; every row goes
-- undo:        none needed, the rows are a copy
delete
  from lapse_owner.lapse_sync_item i
