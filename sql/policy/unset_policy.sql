-- name:        unset policy
-- purpose:     delete the policy of one program, so that the environment's settings apply to it
-- transaction: caller
-- binds:       program_id
-- index:       {{ prefix }}policy_pk (program_id)
-- undo:        lapse policy set
delete
  from {{ lapse_policy }} y
 where y.program_id = :program_id
