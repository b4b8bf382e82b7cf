-- name:        empty restore items
-- purpose:     start without items, whatever an earlier restore of this session left
-- transaction: statement
-- binds:       none
-- index:       none; every row goes
-- undo:        none needed, the rows are a copy
delete
  from lapse_owner.lapse_restore_item i
