-- name:        column types
-- purpose:     ids are VARCHAR2, and times are DATE or TIMESTAMP without a time zone
-- transaction: caller
-- binds:       none
-- index:       none
-- undo:        none needed, read only
  with used as (
         select 'app.access_log' as name_used, 'ACCESS_LOG' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'app.permission' as name_used, 'PERMISSION' as table_name, 'n' as is_bare, 'APP' as owner from dual
         union all
         select 'lapse_owner.lapse_last_access' as name_used, 'LAPSE_LAST_ACCESS' as table_name, 'n' as is_bare, 'LAPSE_OWNER' as owner from dual
       ),
       located as (
         select u.name_used,
                coalesce(o.owner, s.table_owner, p.table_owner, u.owner) as owner,
                coalesce(o.object_name, s.table_name, p.table_name, u.table_name) as table_name
           from used u
           left join all_objects o
             on o.owner = u.owner
            and o.object_name = u.table_name
            and o.object_type in ('TABLE', 'VIEW')
           left join all_synonyms s
             on s.owner = u.owner
            and s.synonym_name = u.table_name
           left join all_synonyms p
             on p.owner = 'PUBLIC'
            and p.synonym_name = u.table_name
            and u.is_bare = 'y'
       ),
       expected as (
         select 'app.access_log' as name_used, 'PROGRAM_ID' as column_name, 'id' as kind from dual
         union all
         select 'app.access_log' as name_used, 'USER_ID' as column_name, 'id' as kind from dual
         union all
         select 'app.access_log' as name_used, 'ACCESSED_AT' as column_name, 'time' as kind from dual
         union all
         select 'app.permission' as name_used, 'PROGRAM_ID' as column_name, 'id' as kind from dual
         union all
         select 'app.permission' as name_used, 'USER_ID' as column_name, 'id' as kind from dual
         union all
         select 'app.permission' as name_used, 'GRANTED_AT' as column_name, 'time' as kind from dual
         union all
         select 'lapse_owner.lapse_last_access' as name_used, 'LAST_ACCESS_AT' as column_name, 'time' as kind from dual
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
