{%- set days = status.max_held_days -%}
-- name:        held programs
-- purpose:     find programs that every judgement of the last {{ days }} day{{ "" if days == 1 else "s" }} has held, and the one before these
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}run_program_uk (run_id, program_id); {{ prefix }}run_pk (run_id) for the judgements since, once a program
-- undo:        none needed, read only
select 'warning' as state,
       {{ counted("h.programs", "program") }} || ' held for over {{ days }} day{{ "" if days == 1 else "s" }}, first ' || h.program_id as finding,
       'see lapse show ' || h.run_id || '; repair the data, or set a policy' as todo,
       h.programs as held_programs,
       h.run_id
  from (
         select{{ hint("status_held_programs", "leading(p b) use_nl(b)") }}
                count(*) as programs,
                min(p.program_id) as program_id,
                max(p.run_id) as run_id
           from {{ lapse_run_program }} p
           join {{ lapse_run_program }} b
             on b.program_id = p.program_id
          where p.run_id = {{ newest_judged() | indent(10) }}
            and p.held_reason is not null
            and b.run_id = (
                  select max(r.run_id)
                    from {{ lapse_run }} r
                   where r.judged_at <= sysdate - {{ days }}
                )
            and b.held_reason is not null
            and not exists (
                  select{{ hint("status_released_programs", "no_unnest leading(r f) use_nl(f)") }} 1
                    from {{ lapse_run }} r
                    join {{ lapse_run_program }} f
                      on f.run_id = r.run_id
                   where r.run_id > b.run_id
                     and r.judged_at > sysdate - {{ days }}
                     and f.program_id = p.program_id
                     and f.held_reason is null
                )
       ) h
 where h.programs > 0
