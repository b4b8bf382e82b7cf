-- name:        protect came back
-- purpose:     who has used the program after as-of keeps it; a row more than a day ahead of the clock protects as well, and is named
-- transaction: statement
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access; {{ prefix }}candidate_pk (run_id, ...)
-- undo:        none needed, the next run decides again
merge{{ hint("protect_came_back", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select /*+ no_merge */ n.program_id, n.user_id, min(n.accessed_at) as accessed_at
          from (
{%- for log in access_logs %}
                 {{ "union all\n                 " if not loop.first -}}
                 select {{ log_columns(log) }} from {{ log }} l
                  where l.{{ log.accessed_at }} > :as_of
{%- endfor %}
               ) n
         group by n.program_id, n.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update set c.protected_by = case when s.accessed_at <= sysdate + 1 then 'came_back' else 'future_access' end,
                 c.detail = 'used ' || to_char(s.accessed_at, 'yyyy-mm-dd hh24:mi:ss')
       where c.protected_by is null
