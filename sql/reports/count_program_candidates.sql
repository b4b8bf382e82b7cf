-- name:        count program candidates
-- purpose:     count the permissions, revocations and protected candidates of each program in one run
-- transaction: caller
-- binds:       run_id
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}candidate_pk (run_id, program_id, ...)
-- undo:        none needed, read only
select{{ hint("count_program_candidates", "leading(c r) use_hash(r)") }}
       r.program_id,
       r.permission_rows as permissions,
       c.lapsing,
       c.protected
  from (
         select k.program_id,
                sum(case when k.protected_by is null then k.permission_rows else 0 end) as lapsing,
                sum(case when k.protected_by is null then 0 else k.permission_rows end) as protected
           from {{ lapse_candidate }} k
          where k.run_id = :run_id
          group by k.program_id
       ) c
  join {{ lapse_run_program }} r
    on r.program_id = c.program_id
 where r.run_id = :run_id
 order by c.lapsing desc, r.program_id
