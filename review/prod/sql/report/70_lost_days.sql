-- name:        list lost and accepted days
-- purpose:     list the lost days of the access logs, and every day that somebody has accepted
-- transaction: caller
-- binds:       none
-- index:       lapse_log_day_pk (access_log, log_day), lapse_accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        none needed, read only
select d.access_log,
       to_char(d.log_day, 'yyyy-mm-dd') as log_day,
       d.log_rows,
       d.usual_rows,
       a.accepted_as,
       a.reason,
       a.accepted_by,
       a.accepted_at,
       a.ended_by,
       a.ended_at
  from lapse_owner.lapse_log_day d
  left join lapse_owner.lapse_accepted_day a
    on a.access_log = d.access_log
   and a.log_day = d.log_day
 where d.access_log in ('app.access_log')
   and (a.accepted_id is not null or d.usual_rows >= 100 and d.log_rows < case when d.lost_at is null then 1 else 50 end * d.usual_rows / 100)
 order by d.log_day, d.access_log, a.accepted_id
