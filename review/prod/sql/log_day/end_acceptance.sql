-- name:        end acceptance
-- purpose:     end the acceptance of a day and keep its row for the audit
-- transaction: caller
-- binds:       access_log, log_day, ended_by
-- index:       lapse_accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        lapse log-day accept
update lapse_owner.lapse_accepted_day a
   set a.ended_by = :ended_by,
       a.ended_at = sysdate
 where a.access_log = :access_log
   and a.log_day = :log_day
   and a.ended_at is null
