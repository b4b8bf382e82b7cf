-- name:        accept lost day
-- purpose:     accept a lost day as a holiday or as lost, unless it is accepted already
-- transaction: caller
-- binds:       access_log, log_day, accepted_as, reason, accepted_by
-- index:       lapse_log_day_pk (access_log, log_day), lapse_accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        lapse log-day reopen
insert into lapse_owner.lapse_accepted_day
       (access_log, log_day, accepted_as, reason, accepted_by, accepted_at)
select d.access_log,
       d.log_day,
       :accepted_as,
       :reason,
       :accepted_by,
       sysdate
  from lapse_owner.lapse_log_day d
 where d.access_log = :access_log
   and d.log_day = :log_day
   and d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100
   and not exists (
         select /*+ no_unnest */ 1 from lapse_owner.lapse_accepted_day t where t.access_log = d.access_log and t.log_day = d.log_day and t.ended_at is null
       )
