-- name:        read log day
-- purpose:     read how many rows an access log has on one day and who accepted the day
-- transaction: caller
-- binds:       access_log, log_day
-- index:       lapse_log_day_pk (access_log, log_day), lapse_accepted_day_pk (access_log, log_day, accepted_id)
-- undo:        none needed, read only
select d.log_rows,
       d.usual_rows,
       a.accepted_by
  from lapse_owner.lapse_log_day d
  left join lapse_owner.lapse_accepted_day a
    on a.access_log = d.access_log
   and a.log_day = d.log_day
   and a.ended_at is null
 where d.access_log = :access_log
   and d.log_day = :log_day
