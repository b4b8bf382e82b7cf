-- name:        count permissions
-- purpose:     how many permissions each program has
-- transaction: caller
-- binds:       none
-- index:       of the permission table, led by its program
-- undo:        none needed, read only
select p.program_id as program_id,
       count(*) as permissions
  from app.permission p
 group by p.program_id
