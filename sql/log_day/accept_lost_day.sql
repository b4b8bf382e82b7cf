-- name:        accept lost day
-- purpose:     accept a lost day as a holiday or as lost, unless it is accepted already
-- transaction: caller
-- binds:       access_log, log_day, accepted_as, reason, accepted_by
-- index:       {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        lapse log-day reopen
insert into {{ lapse_accepted_day }}
       (access_log, log_day, accepted_as, reason, accepted_by, accepted_at)
select d.access_log,
       d.log_day,
       :accepted_as,
       :reason,
       :accepted_by,
       sysdate
  from {{ lapse_log_day }} d
 where d.access_log = :access_log
   and d.log_day = :log_day
   and {{ open_lost_day("d") }}
