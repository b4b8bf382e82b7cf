-- name:        why used
-- purpose:     read the newest access of a (program, user) in the windows of a run, in any spelling
-- transaction: caller
-- binds:       run_id, program_id, user_id
-- index:       each access log's index on its time of access, or the partitions of the window
-- undo:        none needed, read only
select max(n.accessed_at) as accessed_at
  from (
         select nvl(upper(trim(l.program_id)), ' ') as program_key, nvl(upper(trim(l.user_id)), ' ') as user_key,
                l.accessed_at as accessed_at
           from app.access_log l
          where l.accessed_at between (select w.read_from from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id) and date '9999-12-31' + 86399 / 86400
       ) n
 where n.program_key = nvl(upper(trim(:program_id)), ' ')
   and n.user_key = nvl(upper(trim(:user_id)), ' ')
