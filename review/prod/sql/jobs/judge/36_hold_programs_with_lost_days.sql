-- name:        hold programs with lost days
-- purpose:     hold each program whose policy has more than 90 days, one of them lost and not accepted
-- transaction: statement
-- binds:       run_id, as_of
-- index:       lapse_run_program_uk (run_id, program_id), lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, the next run decides again
update lapse_owner.lapse_run_program r
   set r.held_reason = 'an access log has lost a day of its ' || r.inactivity_days || ' days, see lapse log-day list'
 where r.run_id = :run_id and r.held_reason is null
   and r.inactivity_days > 90
   and exists (
         select /*+ no_unnest index(d lapse_log_day_pk) */ 1 from lapse_owner.lapse_log_day d
          where d.access_log in ('app.access_log')
            and d.log_day > :as_of - r.inactivity_days - 1
            and d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100
            and not exists (
                  select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day and t.ended_at is null
                )
       )
