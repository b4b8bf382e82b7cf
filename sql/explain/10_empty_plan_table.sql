-- name:        empty plan table
-- purpose:     delete the rows that an earlier explain of this session left in plan_table
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, the rows are a copy
delete
  from plan_table p
 where p.statement_id = 'lapse'
