-- name:        why used
-- purpose:     read the newest access of a (program, user) in the windows of a run, in any spelling
-- transaction: caller
-- binds:       run_id, program_id, user_id
-- index:       each access log's index on its time of access, or the partitions of the window
-- undo:        none needed, read only
select max(n.accessed_at) as accessed_at
  from (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first -}}
         select {{ keys("l." ~ log.program_id, "l." ~ log.user_id) }},
                l.{{ log.accessed_at }} as accessed_at
           from {{ log }} l
          where l.{{ log.accessed_at }} between {{ window_begin(log) }} and date '9999-12-31' + 86399 / 86400
{%- endfor %}
       ) n
 where n.program_key = {{ key(":program_id") }}
   and n.user_key = {{ key(":user_id") }}
