-- name:        guard accepted plan
-- purpose:     an accepted plan is good for the permissions that it lists, and for no other
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       lapse_plan_item_pk (digest, program_id, user_id)
-- undo:        none needed, read only
select to_char(count(*), 'fm999,999,999,990') || ' permissions would lapse that the accepted plan does not list, say of the program '
       || min(v.program_id) || ': make a new plan, and accept that one' as reason
  from lapse_owner.lapse_revocation v
 where v.run_id = :run_id
   and cast(:accepted_plan as varchar2(64)) is not null
   and not exists (
         select 1
           from lapse_owner.lapse_plan_item i
          where i.digest = :accepted_plan
            and i.program_id = v.program_id
            and i.user_id = v.user_id
       )
having count(*) > 0
