-- name:        hold programs beyond the log
-- purpose:     hold each program whose policy has more days than an access log covers
-- transaction: statement
-- binds:       run_id, as_of
-- index:       {{ prefix }}run_program_uk (run_id, program_id), {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}watermark_pk (access_log, run_id)
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'an access log covers less than its ' || r.inactivity_days || ' days'
 where r.run_id = :run_id and r.held_reason is null
   and r.inactivity_days > {{ policy.inactivity_days }}
   and (
{%- for log in access_logs %}
         {{ "or " if not loop.first }}{{ covers_less("'" ~ log ~ "'", "r.inactivity_days") | indent(6) }}
{%- endfor %}
       )
