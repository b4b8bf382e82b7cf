-- name:        held programs
-- purpose:     find programs that every judgement of the last 14 days has held, and the one before these
-- transaction: caller
-- binds:       none
-- index:       lapse_run_program_uk (run_id, program_id); lapse_run_pk (run_id) for the judgements since, once a program
-- undo:        none needed, read only
select 'warning' as state,
       h.programs || case h.programs when 1 then ' program' else ' programs' end || ' held for over 14 days, first ' || h.program_id as finding,
       'see lapse show ' || h.run_id || '; repair the data, or set a policy' as todo,
       h.programs as held_programs,
       h.run_id
  from (
         select /*+ leading(p b) use_nl(b) */
                count(*) as programs,
                min(p.program_id) as program_id,
                max(p.run_id) as run_id
           from lapse_owner.lapse_run_program p
           join lapse_owner.lapse_run_program b
             on b.program_id = p.program_id
          where p.run_id = (
                   select max(j.run_id)
                     from lapse_owner.lapse_run j
                    where j.judged_at is not null
                 )
            and p.held_reason is not null
            and b.run_id = (
                  select max(r.run_id)
                    from lapse_owner.lapse_run r
                   where r.judged_at <= sysdate - 14
                )
            and b.held_reason is not null
            and not exists (
                  select /*+ no_unnest leading(r f) use_nl(f) */ 1
                    from lapse_owner.lapse_run r
                    join lapse_owner.lapse_run_program f
                      on f.run_id = r.run_id
                   where r.run_id > b.run_id
                     and r.judged_at > sysdate - 14
                     and f.program_id = p.program_id
                     and f.held_reason is null
                )
       ) h
 where h.programs > 0
