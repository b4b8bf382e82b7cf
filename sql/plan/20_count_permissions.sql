-- name:        count permissions
-- purpose:     how many permissions each program has
-- transaction: caller
-- binds:       none
-- index:       of the permission table, led by its program
-- undo:        none needed, read only
select p.{{ permission.program_id }} as program_id,
       count(*) as permissions
  from {{ permission }} p
 group by p.{{ permission.program_id }}
