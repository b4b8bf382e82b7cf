-- name:        protect came back
-- purpose:     protect candidates used after as-of; an access more than a day in the future is shown as future_access
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access; lapse_candidate_pk (run_id, ...)
-- undo:        none needed, the next run decides again
merge /*+ leading(s) use_hash(c) index(c lapse_candidate_pk) */ into lapse_owner.lapse_candidate c
using (
        select /*+ no_merge leading(k n) use_hash(n) */ k.program_id, k.user_id, min(n.accessed_at) as accessed_at
          from (
                 select /*+ no_merge */ k.program_id, k.user_id, k.inactivity_days, nvl(upper(trim(k.program_id)), ' ') as program_key, nvl(upper(trim(k.user_id)), ' ') as user_key from lapse_owner.lapse_candidate k
                  where k.run_id = :run_id and k.protected_by is null
               ) k
          join (
                 select /*+ no_merge */ nvl(upper(trim(l.program_id)), ' ') as program_key, nvl(upper(trim(l.user_id)), ' ') as user_key, l.accessed_at as accessed_at from app.access_log l
                  where l.accessed_at > :as_of
               ) n on n.user_key = k.user_key and n.program_key = k.program_key
         group by k.program_id, k.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = case when s.accessed_at <= sysdate + 1 then 'came_back' else 'future_access' end,
                 c.detail = 'used ' || to_char(s.accessed_at, 'yyyy-mm-dd hh24:mi:ss')
       where c.protected_by is null
