-- name:        hold programs
-- purpose:     say which programs with permissions are left alone tonight, and why: missing data is not unused access
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of the permission table, led by its program
-- undo:        rolled back with the DELETE
insert into {{ lapse_held_program }}
       (run_id, program_id, reason, permissions)
select :run_id,
       h.program_id,
       h.reason,
       (
         select count(*)
           from {{ permission }} p
          where p.{{ permission.program_id }} = h.program_id
       ) as permissions
  from (
         {{ held_programs() | indent(9) }}
       ) h
 where exists (
         select 1
           from {{ permission }} p
          where p.{{ permission.program_id }} = h.program_id
       )
