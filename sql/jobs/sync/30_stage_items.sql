-- name:        stage items
-- purpose:     stage and number the newest access of each (program, user) in the windows where it is newer than the one recorded, and items rejected earlier
-- transaction: statement
-- binds:       run_id, as_of
-- index:       each access log's index on its time of access, or the partitions of the window; one pass over {{ lapse_last_access }}, for what lies in the windows
-- undo:        none needed, the next sync empties the staging table
insert into {{ lapse_sync_item }}
       (item_no, program_id, user_id, accessed_at)
select{{ hint("stage_newer_items", "leading(s a) use_hash(a)") }} row_number() over (order by s.program_id, s.user_id) as item_no,
       s.program_id,
       s.user_id,
       s.accessed_at
  from (
         select /*+ no_merge */
                n.program_id,
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
                  select x.program_id, x.user_id, x.accessed_at
                    from {{ outstanding_items() | indent(18) }}
                ) n
          group by n.program_id, n.user_id
       ) s
  left join (
         select{{ hint("stage_recorded_accesses", "no_merge") }} b.program_id, b.user_id, b.last_access_at
           from {{ lapse_last_access }} b
          where b.last_access_at >= (select min(w.read_from) from {{ lapse_watermark }} w where w.run_id = :run_id)
       ) a
    on a.program_id = s.program_id and a.user_id = s.user_id
 where a.last_access_at is null or a.last_access_at < s.accessed_at
