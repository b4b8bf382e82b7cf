-- name:        guard program limits
-- purpose:     the same for each program; the five with the most losses are named
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}candidate_pk (run_id, program_id, ...)
-- undo:        none needed, read only
select case
         when o.place > 5
         then 'further programs over their limits: ' || (o.programs - 5)
         else 'program ' || o.program_id || ' would lose ' || {{ figures("o.losses", "o.permission_rows") | indent(7) }}
              || ', over ' || case
                   when o.losses > {{ guards.max_program_revocations }} then 'max_program_revocations = {{ guards.max_program_revocations }}'
                   else 'max_program_revocation_percent = {{ guards.max_program_revocation_percent }}'
                 end
       end as reason
  from (
         select n.program_id,
                n.losses,
                n.permission_rows,
                row_number() over (order by n.losses desc, n.program_id) as place,
                count(*) over () as programs
           from (
                  {{ losses() | indent(18) }}
                ) n
          where n.losses > {{ guards.max_program_revocations }}
             or ({{ over_percent("n.losses", "n.permission_rows", guards.max_program_revocation_percent) }})
       ) o
 where o.place <= 6
 order by o.place
