-- name:        list held programs of report
-- purpose:     list the programs that the judged evenings of a report held, or its judged plan, why the last of them did, and when none had
-- transaction: caller
-- binds:       first_run, last_run, judged_run
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}candidate_pk (run_id, ...); one pass over {{ lapse_run_program }}
-- undo:        none needed, read only
select{{ hint("report_held_programs", "leading(k h c f r) use_hash(h c f r)") }}
       k.run_id,
       k.program_id,
       k.runs,
       h.permission_rows as permissions,
       nvl(c.candidates, 0) as candidates,
       h.held_reason,
       max(r.as_of) as last_free_at
  from (
         select{{ hint("report_held_runs", "leading(e p) use_nl(p)") }} p.program_id, max(p.run_id) as run_id, count(*) as runs
           from {{ lapse_run }} e
           join {{ lapse_run_program }} p
             on p.run_id = e.run_id
          where e.run_id between :first_run and :last_run
            and p.held_reason is not null
            and e.judged_at is not null
            and (e.run_id = :judged_run or {{ is_evening("e") }})
          group by p.program_id
       ) k
  join {{ lapse_run_program }} h
    on h.run_id = k.run_id
   and h.program_id = k.program_id
  left join (
              select d.run_id, d.program_id, sum(d.permission_rows) as candidates
                from {{ lapse_candidate }} d
               where d.run_id between :first_run and :last_run
               group by d.run_id, d.program_id
            ) c
    on c.run_id = k.run_id
   and c.program_id = k.program_id
  left join {{ lapse_run_program }} f
    on f.program_id = k.program_id
   and f.run_id < k.run_id
   and f.held_reason is null
  left join {{ lapse_run }} r
    on r.run_id = f.run_id
   and r.judged_at is not null
 group by k.run_id, k.program_id, k.runs, h.permission_rows, c.candidates, h.held_reason
 order by k.program_id
