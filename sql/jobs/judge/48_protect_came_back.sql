-- name:        protect came back
-- purpose:     protect candidates used after as-of; an access more than a day in the future is shown as future_access
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access; {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, the next run decides again
merge{{ hint("protect_came_back", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select{{ hint("protect_came_back_rows", "no_merge leading(k n) use_hash(n)") }} k.program_id, k.user_id, min(n.accessed_at) as accessed_at
          from {{ spelt_candidates("k.protected_by is null") }} k
          join (
{%- for log in access_logs %}
                 {{ "union all\n                 " if not loop.first -}}
                 select /*+ no_merge */ {{ keys("l." ~ log.program_id, "l." ~ log.user_id) }}, l.{{ log.accessed_at }} as accessed_at from {{ log }} l
                  where l.{{ log.accessed_at }} > :as_of
{%- endfor %}
               ) n on n.user_key = k.user_key and n.program_key = k.program_key
         group by k.program_id, k.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = case when s.accessed_at <= sysdate + 1 then 'came_back' else 'future_access' end,
                 c.detail = 'used ' || to_char(s.accessed_at, 'yyyy-mm-dd hh24:mi:ss')
       where c.protected_by is null
