-- name:        read plan indexes
-- purpose:     list the indexes that the plan uses
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select distinct lower(p.object_name) as index_name
  from plan_table p
 where p.statement_id = 'lapse'
   and p.operation = 'INDEX'
