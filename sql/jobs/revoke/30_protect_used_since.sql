-- name:        protect used since
-- purpose:     who has used the program by now keeps it: the windows are read once more, without an upper bound
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access, or the partitions of the window; {{ prefix }}candidate_pk (run_id, ...)
-- undo:        rolled back with the DELETE
merge{{ hint("protect_used_since", "leading(s) use_hash(c) index(c " ~ prefix ~ "candidate_pk)") }} into {{ lapse_candidate }} c
using (
        select n.program_id,
               n.user_id,
               max(n.accessed_at) as accessed_at
          from (
{%- for log in access_logs %}
                 {{ "union all\n                 " if not loop.first -}}
                 select l.{{ log.program_id }} as program_id,
                        l.{{ log.user_id }} as user_id,
                        l.{{ log.accessed_at }} as accessed_at
                   from {{ log }} l
                  where l.{{ log.accessed_at }} >= {{ window_begin(log) | indent(9) }}
{%- endfor %}
               ) n
         group by n.program_id, n.user_id
      ) s
   on (c.run_id = :run_id and c.program_id = s.program_id and c.user_id = s.user_id)
 when matched then
      update
         set c.protected_by = 'came_back',
             c.detail = 'used ' || to_char(s.accessed_at, 'yyyy-mm-dd hh24:mi:ss')
       where c.protected_by is null
         and s.accessed_at > :as_of - c.inactivity_days
