-- name:        hold programs with lost days
-- purpose:     hold each program whose policy has more than {{ policy.inactivity_days }} days, one of them lost and not accepted
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'an access log has lost a day of its ' || r.inactivity_days || ' days, see lapse log-day list'
 where r.run_id = :run_id and r.held_reason is null
   and r.inactivity_days > {{ policy.inactivity_days }}
   and exists (
         select{{ hint("hold_programs_with_lost_days", "no_unnest index(d " ~ prefix ~ "log_day_pk)") }} 1 from {{ lapse_log_day }} d
          where d.access_log in ({{ log_names() }})
            and {{ in_period("d", "r.inactivity_days") }}
            and {{ open_lost_day("d") | indent(9) }}
       )
