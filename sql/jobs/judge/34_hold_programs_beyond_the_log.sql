-- name:        hold programs beyond the log
-- purpose:     a program whose policy names more days than an access log covers keeps its permissions
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access; the first row found answers
-- undo:        none needed, the next run decides again
update {{ lapse_run_program }} r
   set r.held_reason = 'an access log covers less than its ' || r.inactivity_days || ' days'
 where r.run_id = :run_id
   and r.held_reason is null
   and r.inactivity_days > {{ policy.inactivity_days }}
   and (
{%- for log in access_logs %}
         {{ "or " if not loop.first }}not {{ reaches_back(log, "r.inactivity_days") | indent(2) }}
{%- endfor %}
       )
