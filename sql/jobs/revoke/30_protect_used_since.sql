-- name:        protect used since
-- purpose:     who has used the program by now keeps it: the windows are read once more, open-ended
-- transaction: tasklet
-- binds:       run_id, as_of
-- index:       of each access log, led by its time of access, or the partitions of the window; {{ prefix }}candidate_pk (run_id, ...)
-- undo:        rolled back with the DELETE
update{{ hint("protect_used_since", "index(c " ~ prefix ~ "candidate_pk)") }} {{ lapse_candidate }} c
   set c.protected_by = 'came_back'
 where c.run_id = :run_id and (c.protected_by is null or c.protected_by = 'notice_missing')
   and exists (
         select{{ hint("protect_used_since_rows", "hash_sj") }} 1
           from (
{%- for log in access_logs %}
                  {{ "union all\n                  " if not loop.first -}}
                  select {{ log_columns(log) }} from {{ log }} l
                   where l.{{ log.accessed_at }} between {{ window_begin(log) }} and date '9999-12-31'
{%- endfor %}
                ) n
          where n.program_id = c.program_id and n.user_id = c.user_id
            and n.accessed_at > :as_of - c.inactivity_days
       )
