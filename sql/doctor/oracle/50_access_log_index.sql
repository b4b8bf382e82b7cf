-- name:        access log index
-- purpose:     each access log, unless it is a view, has a usable index that starts with its time of access
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs) }},
       led as (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first }}select '{{ log }}' as name_used, '{{ log.accessed_at | upper }}' as column_name from dual
{%- endfor %}
       )
select 'bad' as verdict,
       'create one, see: lapse script indexes; without it sync reads the whole log every evening' as todo,
       'no usable index of ' || l.owner || '.' || l.table_name || ' starts with ' || d.column_name as finding
  from located l
  join led d
    on d.name_used = l.name_used
  join all_tables t
    on t.owner = l.owner
   and t.table_name = l.table_name
 where not exists (
         select 1
           from all_ind_columns c
           join all_indexes i
             on i.owner = c.index_owner
            and i.index_name = c.index_name
          where c.table_owner = l.owner
            and c.table_name = l.table_name
            and c.column_position = 1
            and c.column_name = d.column_name
            and i.status <> 'UNUSABLE'
            and i.visibility = 'VISIBLE'
       )
