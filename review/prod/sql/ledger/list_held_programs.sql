-- name:        list held programs
-- purpose:     list the programs that one run held, and why
-- transaction: caller
-- binds:       run_id
-- index:       lapse_run_program_uk (run_id, program_id)
-- undo:        none needed, read only
select r.program_id,
       r.permission_rows as permissions,
       r.held_reason as reason
  from lapse_owner.lapse_run_program r
 where r.run_id = :run_id
   and r.held_reason is not null
 order by r.program_id
