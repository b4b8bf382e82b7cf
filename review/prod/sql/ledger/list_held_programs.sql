-- name:        list held programs
-- purpose:     the programs that one run left alone, and why
-- transaction: caller
-- binds:       run_id
-- index:       lapse_held_program_pk (run_id, program_id, reason)
-- undo:        none needed, read only
select h.program_id,
       h.permissions,
       h.reason
  from lapse_owner.lapse_held_program h
 where h.run_id = :run_id
 order by h.program_id, h.reason
