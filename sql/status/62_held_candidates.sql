-- name:        held candidates
-- purpose:     find that held programs protect more than {{ status.max_held_percent }} % of the candidates, of which there are more than percent_floor
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}candidate_pk (run_id, program_id, user_id, granted_at)
-- undo:        none needed, read only
select 'warning' as state,
       h.held || ' of ' || h.candidates || ' candidates of run ' || h.run_id || ' are in held programs, over {{ status.max_held_percent }} %' as finding,
       'see lapse show ' || h.run_id || '; repair the data, or set policies' as todo,
       h.held as held_candidates,
       h.candidates,
       h.run_id
  from (
         select max(c.run_id) as run_id,
                count(*) as candidates,
                count(case c.protected_by when 'held_program' then 1 end) as held
           from {{ lapse_candidate }} c
          where c.run_id = {{ newest_judged() | indent(10) }}
       ) h
 where h.candidates > {{ guards.percent_floor }}
   and h.held * 100 > h.candidates * {{ status.max_held_percent }}
