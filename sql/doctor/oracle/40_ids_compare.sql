-- name:        ids compare
-- purpose:     ids of the log and of the permission table can be equal: both are blank-padded (CHAR), or neither is
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission]) }},
       paired as (
{%- for log in access_logs %}
         {{ "union all\n         " if not loop.first -}}
         select '{{ log }}' as name_used, '{{ log.program_id | upper }}' as log_column, '{{ permission.program_id | upper }}' as permission_column from dual
         union all
         select '{{ log }}', '{{ log.user_id | upper }}', '{{ permission.user_id | upper }}' from dual
{%- endfor %}
       )
select 'bad' as verdict,
       'make both one type, or for the log alone name a view with rtrim of the CHAR column' as todo,
       a.table_name || '.' || a.column_name || ' is ' || a.data_type || '(' || a.char_length || '), but '
       || p.table_name || '.' || p.column_name || ' is ' || p.data_type || '(' || p.char_length
       || '): no access would ever be found' as finding
  from paired d
  join located l
    on l.name_used = d.name_used
  join located m
    on m.name_used = '{{ permission }}'
  join all_tab_columns a
    on a.owner = l.owner
   and a.table_name = l.table_name
   and a.column_name = d.log_column
  join all_tab_columns p
    on p.owner = m.owner
   and p.table_name = m.table_name
   and p.column_name = d.permission_column
 where (a.data_type in ('CHAR', 'NCHAR') or p.data_type in ('CHAR', 'NCHAR'))
   and (a.data_type <> p.data_type or a.char_length <> p.char_length)
