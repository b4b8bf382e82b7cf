-- name:        accept lost day
-- purpose:     accept a lost day as a holiday or as lost, unless it is accepted already
-- transaction: caller
-- binds:       access_log, log_day, accepted_as, reason, accepted_by
-- index:       {{ prefix }}log_day_pk (access_log, log_day), {{ prefix }}accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        lapse log-day reopen
insert into {{ lapse_accepted_day }}
       (access_log, log_day, accepted_id, accepted_as, reason, accepted_by, accepted_at)
select d.access_log,
       d.log_day,
       n.accepted_id,
       :accepted_as,
       :reason,
       :accepted_by,
       sysdate
  from {{ lapse_log_day }} d
 cross join (
         select nvl(max(a.accepted_id), 0) + 1 as accepted_id
           from {{ lapse_accepted_day }} a
          where a.access_log = :access_log
            and a.log_day = :log_day
       ) n
 where d.access_log = :access_log
   and d.log_day = :log_day
   and {{ open_lost_day("d") }}
