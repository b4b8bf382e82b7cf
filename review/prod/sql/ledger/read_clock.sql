-- name:        read clock
-- purpose:     the database's own clock, to the second; also the sign of life asked of the lock's session
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
select sysdate as now
  from dual
