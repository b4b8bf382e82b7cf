-- name:        stage items
-- purpose:     stage and number the newest access of each (program, user) in the windows, and items rejected earlier
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window
-- undo:        none needed, the next sync empties the staging table
insert into {{ lapse_sync_item }}
       (item_no, program_id, user_id, accessed_at)
select row_number() over (order by s.program_id, s.user_id) as item_no,
       s.program_id,
       s.user_id,
       s.accessed_at
  from (
         select n.program_id,
                n.user_id,
                max(n.accessed_at) as accessed_at
           from (
{%- for log in access_logs %}
                  select{{ hint("stage_items", log=log) }} {{ log_columns(log) }}
                    from {{ log }} l
                   where l.{{ log.accessed_at }} >= {{ window_begin(log) }}
                     and l.{{ log.accessed_at }} <= :as_of
                     and l.{{ log.program_id }} is not null
                     and l.{{ log.user_id }} is not null
                   union all
{%- endfor %}
                  select{{ hint("stage_rejected_items", "leading(x a) use_nl(a) index(a " ~ prefix ~ "last_access_pk)") }} x.program_id, x.user_id, x.accessed_at
                    from {{ outstanding_items() | indent(18) }}
                ) n
          group by n.program_id, n.user_id
       ) s
