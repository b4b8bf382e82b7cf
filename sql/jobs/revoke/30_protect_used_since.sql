-- name:        protect used since
-- purpose:     protect candidates used by now, whatever the as-of
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window; {{ prefix }}candidate_pk (run_id, ...)
-- undo:        rolled back with the DELETE
merge{{ hint("protect_used_since", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select{{ hint("protect_used_since_rows", "no_merge leading(k n) use_hash(n)") }} k.program_id, k.user_id
          from {{ spelt_candidates("(k.protected_by is null or k.protected_by = 'notice_missing')") }} k
          join (
{%- for log in access_logs %}
                 {{ "union all\n                 " if not loop.first -}}
                 select /*+ no_merge */ {{ keys("l." ~ log.program_id, "l." ~ log.user_id) }}, l.{{ log.accessed_at }} as accessed_at from {{ log }} l
                  where l.{{ log.accessed_at }} between {{ window_begin(log) }} and date '9999-12-31' + 86399 / 86400
{%- endfor %}
               ) n on n.user_key = k.user_key and n.program_key = k.program_key
         where n.accessed_at > :as_of - k.inactivity_days
         group by k.program_id, k.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = 'came_back'
       where c.protected_by is null or c.protected_by = 'notice_missing'
