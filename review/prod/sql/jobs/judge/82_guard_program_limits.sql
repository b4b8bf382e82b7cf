-- name:        guard program limits
-- purpose:     stop if a program would lose, or get notices of, more permissions than its limits allow; name the five that would lose most
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       lapse_candidate_pk (run_id, program_id, ...)
-- undo:        none needed, read only
select 'program ' || o.program_id || ' would lose ' || to_char(o.losses, 'fm999,999,999,990') || ' of ' || to_char(o.permission_rows, 'fm999,999,999,990') || ' (' || round(o.losses * 100 / o.permission_rows) || ' %)' || ', over '
       || case when o.losses > 200 then 'max_program_revocations = 200' end
       || case when o.losses > 200 and o.losses > 5 and o.losses * 100 > 50 * o.permission_rows then ' and ' end
       || case when o.losses > 5 and o.losses * 100 > 50 * o.permission_rows then 'max_program_revocation_percent = 50' end
       || ' (' || o.place || ' of ' || o.programs || ' such programs)' as reason
  from (
         select n.program_id, n.losses, n.permission_rows,
                row_number() over (order by n.losses desc, n.program_id) as place, count(*) over () as programs
           from (
                  select /*+ leading(r c) use_hash(c) */ r.program_id, r.permission_rows,
                         nvl(sum(case when c.protected_by is null or c.protected_by = 'notice_missing' then c.permission_rows end), 0) as losses
                    from lapse_owner.lapse_run_program r
                    left join lapse_owner.lapse_candidate c on c.run_id = r.run_id and c.program_id = r.program_id
                   where r.run_id = :run_id and cast(:accepted_plan as number) is null
                   group by r.program_id, r.permission_rows
                ) n
          where n.losses > 200 or (n.losses > 5 and n.losses * 100 > 50 * n.permission_rows)
       ) o
 where o.place <= 5
 order by o.place
