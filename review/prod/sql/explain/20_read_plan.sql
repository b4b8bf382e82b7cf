-- name:        read plan
-- purpose:     read the plan and the hint report
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select d.plan_table_output as line
  from table(dbms_xplan.display('PLAN_TABLE', 'lapse', 'TYPICAL +HINT_REPORT')) d
