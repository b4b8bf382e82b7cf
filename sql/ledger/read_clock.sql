-- name:        read clock
-- purpose:     read the clock of the database, to the second
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select sysdate as now
  from dual
