-- name:        column types
-- purpose:     ids are VARCHAR2, and times are DATE or TIMESTAMP without a time zone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with {{ located(access_logs + [permission, lapse_last_access]) }},
       expected as (
{%- set ns = namespace(rows=[]) %}
{%- for log in access_logs %}{% set ns.rows = ns.rows + [(log, [(log.program_id, "id"), (log.user_id, "id"), (log.accessed_at, "time")])] %}{% endfor %}
{%- for table, columns in ns.rows + [
      (permission, [(permission.program_id, "id"), (permission.user_id, "id"), (permission.granted_at, "time")]),
      (lapse_last_access, [("last_access_at", "time")]),
    ] %}
{%- set outer = loop %}
{%- for column, kind in columns %}
         {{ "union all\n         " if not (outer.first and loop.first) -}}
         select '{{ table }}' as name_used, '{{ column | upper }}' as column_name, '{{ kind }}' as kind from dual
{%- endfor %}
{%- endfor %}
       ),
       judged as (
         select c.data_type,
                e.kind,
                l.owner || '.' || l.table_name || '.' || c.column_name as column_path,
                case
                  when e.kind = 'id' and c.data_type = 'VARCHAR2' then 'ok'
                  when e.kind = 'id' and c.data_type = 'CHAR' then 'look'
                  when e.kind = 'time' and c.data_type = 'DATE' then 'ok'
                  when e.kind = 'time' and c.data_type like 'TIMESTAMP%' and c.data_type not like '%TIME ZONE' then 'ok'
                  else 'bad'
                end as verdict
           from expected e
           join located l
             on l.name_used = e.name_used
           join all_tab_columns c
             on c.owner = l.owner
            and c.table_name = l.table_name
            and c.column_name = e.column_name
       )
select j.verdict,
       j.column_path || ' is ' || j.data_type as finding,
       case
         when j.verdict = 'look' then 'its values end in blanks, so those of policies and exemptions must too; docs/recipes.md has what is better'
         when j.verdict = 'bad' and j.kind = 'id' then 'lapse keeps ids as VARCHAR2, and a union with another type fails (ORA-12704, ORA-01790): change the column, or for the log alone name a view with to_char of it'
         when j.verdict = 'bad' then 'lapse needs DATE or TIMESTAMP without a time zone: change the column, or for the log alone name a view with a cast'
       end as todo
  from judged j
 where j.kind = 'time'
    or j.verdict <> 'ok'
 order by j.column_path
