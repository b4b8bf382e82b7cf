-- name:        guard program limits
-- purpose:     stop if a program would lose, or get notices of, more permissions than its limits allow; name the five that would lose most
-- transaction: guard
-- binds:       run_id, accepted_plan
-- index:       {{ prefix }}candidate_pk (run_id, program_id, ...)
-- undo:        none needed, read only
{%- set number_is_over = "o.losses > " ~ guards.max_program_revocations %}
{%- set percent_is_over = over_percent("o.losses", "o.permission_rows", guards.max_program_revocation_percent) %}
select 'program ' || o.program_id || ' would lose ' || {{ figures("o.losses", "o.permission_rows") }} || ', over '
       || {{ limits_exceeded(number_is_over, "max_program_revocations = " ~ guards.max_program_revocations, percent_is_over, "max_program_revocation_percent = " ~ guards.max_program_revocation_percent) }}
       || ' (' || o.place || ' of ' || o.programs || ' such programs)' as reason
  from (
         select n.program_id, n.losses, n.permission_rows,
                row_number() over (order by n.losses desc, n.program_id) as place, count(*) over () as programs
           from (
                  {{ losses() | indent(18) }}
                ) n
          where n.losses > {{ guards.max_program_revocations }} or ({{ over_percent("n.losses", "n.permission_rows", guards.max_program_revocation_percent) }})
       ) o
 where o.place <= 5
 order by o.place
