-- name:        lock log day
-- purpose:     lock the count of a day, so that only one session accepts the day at a time
-- transaction: caller
-- binds:       access_log, log_day
-- index:       {{ prefix }}log_day_pk (access_log, log_day)
-- undo:        none needed, the lock ends with the transaction
select d.log_rows
  from {{ lapse_log_day }} d
 where d.access_log = :access_log
   and d.log_day = :log_day
   for update nowait
