-- name:        why used
-- purpose:     the newest access of a (program, user) that the access logs show since the windows of a run began, as-of or not
-- transaction: caller
-- binds:       run_id, program_id, user_id
-- index:       of each access log, led by its time of access, or the partitions of the window
-- undo:        none needed, read only
select max(n.accessed_at) as accessed_at
  from (
         select l.accessed_at as accessed_at
           from app.access_log l
          where l.accessed_at between (select w.read_from from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id) and date '9999-12-31'
            and l.program_id = :program_id
            and l.user_id = :user_id
       ) n
