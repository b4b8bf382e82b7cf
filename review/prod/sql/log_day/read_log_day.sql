-- name:        read log day
-- purpose:     what was counted of one day of an access log
-- transaction: caller
-- binds:       access_log, log_day
-- index:       lapse_log_day_pk (access_log, log_day)
-- undo:        none needed, read only
select d.log_rows,
       d.usual_rows
  from lapse_owner.lapse_log_day d
 where d.access_log = :access_log
   and d.log_day = :log_day
