-- name:        accept lost day
-- purpose:     that a person knows of a lost day, as a holiday or as lost for good; a second acceptance replaces the first
-- transaction: caller
-- binds:       access_log, log_day, accepted_as, reason, accepted_by
-- index:       lapse_log_day_pk (access_log, log_day), lapse_accepted_day_pk (access_log, log_day)
-- undo:        the owner deletes the row; the evenings then stop at the day again
merge into lapse_owner.lapse_accepted_day a
using (
        select d.access_log,
               d.log_day
          from lapse_owner.lapse_log_day d
         where d.access_log = :access_log
           and d.log_day = :log_day
           and d.usual_rows >= 100 and d.log_rows < 1 * d.usual_rows / 100
      ) s
   on (a.access_log = s.access_log and a.log_day = s.log_day)
 when matched then
      update
         set a.accepted_as = :accepted_as,
             a.reason = :reason,
             a.accepted_by = :accepted_by,
             a.accepted_at = sysdate
 when not matched then
      insert (access_log, log_day, accepted_as, reason, accepted_by, accepted_at)
      values (s.access_log, s.log_day, :accepted_as, :reason, :accepted_by, sysdate)
