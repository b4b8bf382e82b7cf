-- name:        protect used since
-- purpose:     who has used the program by now keeps it: the windows are read once more, open-ended
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access, or the partitions of the window; lapse_candidate_pk (run_id, ...)
-- undo:        rolled back with the DELETE
update /*+ index(c lapse_candidate_pk) */ lapse_owner.lapse_candidate c
   set c.protected_by = 'came_back'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and exists (
         select /*+ hash_sj */ 1
           from (
                  select l.program_id as program_id, l.user_id as user_id, l.accessed_at as accessed_at from app.access_log l
                   where l.accessed_at between (select w.read_from from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id) and date '9999-12-31'
                ) n
          where n.program_id = c.program_id and n.user_id = c.user_id
            and n.accessed_at > :as_of - c.inactivity_days
       )
