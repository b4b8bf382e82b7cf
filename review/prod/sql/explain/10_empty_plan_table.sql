-- name:        empty plan table
-- purpose:     take away what an earlier explain of this session left; plan_table is the session's own
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, the rows are a copy
delete
  from plan_table p
 where p.statement_id = 'lapse'
