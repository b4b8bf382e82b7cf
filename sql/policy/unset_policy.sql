-- name:        unset policy
-- purpose:     from now on the environment's days and guards hold for the program
-- transaction: caller
-- binds:       program_id
-- index:       {{ prefix }}policy_pk (program_id)
-- undo:        lapse policy set
delete
  from {{ lapse_policy }} y
 where y.program_id = :program_id
