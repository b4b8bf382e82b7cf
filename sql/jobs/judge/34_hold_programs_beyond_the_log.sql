-- name:        hold programs beyond the log
-- purpose:     hold each program whose policy has more days than an access log covers
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'an access log covers less than its ' || r.inactivity_days || ' days'
 where r.run_id = :run_id and r.held_reason is null
   and r.program_id in (
         select{{ hint("hold_programs_beyond_the_log", "hash_sj leading(p w) use_nl(w)") }} p.program_id from {{ lapse_run_program }} p
           join {{ lapse_watermark }} w on w.run_id = p.run_id
          where p.run_id = :run_id and p.inactivity_days > {{ policy.inactivity_days }}
            and {{ covers_less("w.access_log", "p.inactivity_days") | indent(9) }}
       )
