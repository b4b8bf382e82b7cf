-- name:        hold programs with lost days
-- purpose:     hold each program whose policy has more than {{ policy.inactivity_days }} days, one of them lost and not accepted
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}watermark_pk (access_log, run_id), {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'an access log has lost a day of its ' || r.inactivity_days || ' days, see lapse log-day list'
 where r.run_id = :run_id and r.held_reason is null
   and r.program_id in (
         select{{ hint("hold_programs_with_lost_days", "hash_sj leading(p w d) use_nl(w d)") }} p.program_id from {{ lapse_run_program }} p
           join {{ lapse_watermark }} w on w.run_id = p.run_id
           join {{ lapse_log_day }} d on d.access_log = w.access_log
          where p.run_id = :run_id and p.inactivity_days > {{ policy.inactivity_days }}
            and {{ in_period("d", "p.inactivity_days") }}
            and {{ open_lost_day("d") | indent(9) }}
       )
