-- name:        list log items
-- purpose:     show the newest window of each access log, and how many of its (program, user) pairs have no permission
-- transaction: caller
-- binds:       none
-- index:       {{ prefix }}watermark_pk (access_log, run_id), each access log's index on its time of access, the permission table's index on program and user
-- undo:        none needed, read only
select w.access_log,
       w.run_id,
       w.synced_to,
       nvl(g.items, 0) as items,
       nvl(g.items_without_permission, 0) as items_without_permission,
       round(g.items_without_permission * 100 / g.items) as without_permission_percent,
       case
         when g.items_without_permission * 2 > g.items
         then g.items_without_permission || ' of ' || g.items || ' (program, user) pairs in the last 24 hours of ' || w.access_log
              || ' have no permission. Do the log and the permission table spell ids alike?'
       end as note
  from {{ lapse_watermark }} w
  left join (
         select x.access_log,
                count(*) as items,
                count(*) - count(x.is_held) as items_without_permission
           from (
                  select i.access_log,
                         case
                           when exists (
                                  select{{ hint("list_log_items_held", "no_unnest index(p (" ~ permission.key_columns ~ "))") }} 1
                                    from {{ permission }} p
                                   where p.{{ permission.program_id }} = i.program_id
                                     and p.{{ permission.user_id }} = i.user_id
                                )
                           then 1
                         end as is_held
                    from (
{%- for log in access_logs %}
                           {{ "union all\n                           " if not loop.first -}}
                           select distinct '{{ log }}' as access_log,
                                  l.{{ log.program_id }} as program_id,
                                  l.{{ log.user_id }} as user_id
                             from {{ log }} l
                            where l.{{ log.accessed_at }} > {{ newest_row(log) }} - 1
                              and l.{{ log.accessed_at }} <= {{ newest_row(log) }}
                              and l.{{ log.program_id }} is not null
                              and l.{{ log.user_id }} is not null
{%- endfor %}
                         ) i
                ) x
          group by x.access_log
       ) g
    on g.access_log = w.access_log
 where w.access_log in ({{ log_names() }})
   and {{ is_newest_window() }}
 order by w.access_log
