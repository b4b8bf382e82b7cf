-- name:        list candidates of run
-- purpose:     list the candidates of one judged run, and the rule that protects each
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, read only
select{{ hint("list_candidates_of_run", "leading(r c) use_nl(c)") }}
       c.program_id,
       c.user_id,
       c.granted_at,
       c.permission_rows,
       c.inactivity_days,
       c.last_access_at,
       c.protected_by,
       {{ detail_of_candidate() }}
  from {{ lapse_run }} r
  join {{ lapse_candidate }} c
    on c.run_id = r.run_id
 where r.run_id = :run_id
   and r.judged_at is not null
 order by c.program_id, c.user_id, c.granted_at
