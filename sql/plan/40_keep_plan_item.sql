-- name:        keep plan item
-- purpose:     one permission of a plan
-- transaction: caller
-- binds:       digest, program_id, user_id
-- index:       none
-- undo:        lapse purge takes it in time
insert into {{ lapse_plan_item }}
       (digest, program_id, user_id)
values (:digest, :program_id, :user_id)
