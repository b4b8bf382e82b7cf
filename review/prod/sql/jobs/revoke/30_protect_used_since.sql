-- name:        protect used since
-- purpose:     protect candidates used by now, whatever the as-of
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window; lapse_candidate_pk (run_id, ...)
-- undo:        rolled back with the DELETE
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ no_merge leading(k n) use_hash(n) */ k.program_id, k.user_id
          from (
                 select /*+ no_merge */ k.program_id, k.user_id, k.inactivity_days, nvl(upper(trim(k.program_id)), ' ') as program_key, nvl(upper(trim(k.user_id)), ' ') as user_key from lapse_owner.lapse_candidate k
                  where k.run_id = :run_id and (k.protected_by is null or k.protected_by = 'notice_missing')
               ) k
          join (
                 select /*+ no_merge */ nvl(upper(trim(l.program_id)), ' ') as program_key, nvl(upper(trim(l.user_id)), ' ') as user_key, l.accessed_at as accessed_at from app.access_log l
                  where l.accessed_at between (select w.read_from from lapse_owner.lapse_watermark w where w.access_log = 'app.access_log' and w.run_id = :run_id) and date '9999-12-31' + 86399 / 86400
               ) n on n.user_key = k.user_key and n.program_key = k.program_key
         where n.accessed_at > :as_of - k.inactivity_days
         group by k.program_id, k.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'came_back'
       where c.protected_by is null or c.protected_by = 'notice_missing'
