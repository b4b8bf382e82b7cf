-- name:        held candidates
-- purpose:     find that held programs protect more than 50 % of the candidates, of which there are more than percent_floor
-- transaction: caller
-- binds:       none
-- index:       lapse_candidate_pk (run_id, program_id, user_id, granted_at)
-- undo:        none needed, read only
select 'warning' as state,
       h.held || ' of ' || h.candidates || ' candidates of run ' || h.run_id || ' are in held programs, over 50 %' as finding,
       'see lapse show ' || h.run_id || '; repair the data, or set policies' as todo,
       h.held as held_candidates,
       h.candidates,
       h.run_id
  from (
         select max(c.run_id) as run_id,
                count(*) as candidates,
                count(case c.protected_by when 'held_program' then 1 end) as held
           from lapse_owner.lapse_candidate c
          where c.run_id = (
                   select max(j.run_id)
                     from lapse_owner.lapse_run j
                    where j.judged_at is not null
                 )
       ) h
 where h.candidates > 5
   and h.held * 100 > h.candidates * 50
