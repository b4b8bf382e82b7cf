{#- Checks that several folders of sql/doctor share, which differ in the views that they may ask. -#}

{#- A subquery for a WITH: the enabled foreign keys to the permission table; views is dba or all. -#}
{%- macro children(views) -%}
child as (
         select f.owner,
                f.table_name,
                f.constraint_name,
                f.delete_rule,
                l.owner || '.' || l.table_name as parent_path
           from located l
           join {{ views }}_constraints k
             on k.owner = l.owner
            and k.table_name = l.table_name
           join {{ views }}_constraints f
             on f.r_owner = k.owner
            and f.r_constraint_name = k.constraint_name
          where k.constraint_type in ('P', 'U')
            and f.constraint_type = 'R'
            and f.status = 'ENABLED'
       )
{%- endmacro %}

{#- The enabled triggers on the permission table that lapse fires; views is dba or all. -#}
{%- macro triggers(views) -%}
with {{ located([permission]) }}
select 'look' as verdict,
       'trigger ' || g.owner || '.' || g.trigger_name || ' fires ' || lower(g.trigger_type) || ': '
       || lower(g.triggering_event) || ' on ' || l.owner || '.' || l.table_name as finding,
       'read it: for lapse it must not skip, undo or repeat a DELETE or an INSERT, and not commit' as todo
  from located l
  join {{ views }}_triggers g
    on g.table_owner = l.owner
   and g.table_name = l.table_name
 where g.status = 'ENABLED'
   and (g.triggering_event like '%DELETE%' or g.triggering_event like '%INSERT%')
 order by g.owner, g.trigger_name
{%- endmacro %}

{#- What each foreign key to the permission table does to a run; views is dba or all. -#}
{%- macro foreign_keys(views) -%}
with {{ located([permission]) }},
       {{ children(views) }}
select case d.delete_rule when 'NO ACTION' then 'look' else 'bad' end as verdict,
       'foreign key ' || d.constraint_name || ' of ' || d.owner || '.' || d.table_name || ' to ' || d.parent_path
       || case d.delete_rule
            when 'CASCADE' then ' is on delete cascade: a run would delete rows that no archive keeps'
            when 'SET NULL' then ' is on delete set null: a run would change rows that no archive keeps'
            else ': a permission with rows there cannot be deleted, and the revoke would roll back (ORA-02292)'
          end as finding,
       case d.delete_rule
         when 'NO ACTION' then 'make sure that permissions which lapse have no rows there, or exempt them'
         else 'create the key without on delete; restore cannot bring these rows back'
       end as todo
  from child d
 order by d.owner, d.table_name, d.constraint_name
{%- endmacro %}

{#- The foreign keys to the permission table without an index; views is dba or all. -#}
{%- macro foreign_key_indexes(views) -%}
with {{ located([permission]) }},
       {{ children(views) }},
       sized as (
         select d.owner,
                d.table_name,
                d.constraint_name,
                count(*) as key_columns
           from child d
           join {{ views }}_cons_columns c
             on c.owner = d.owner
            and c.constraint_name = d.constraint_name
          group by d.owner, d.table_name, d.constraint_name
       ),
       led as (
         select z.owner,
                z.constraint_name
           from sized z
           join {{ views }}_cons_columns c
             on c.owner = z.owner
            and c.constraint_name = z.constraint_name
           join {{ views }}_ind_columns i
             on i.table_owner = z.owner
            and i.table_name = z.table_name
            and i.column_name = c.column_name
            and i.column_position <= z.key_columns
          group by z.owner, z.constraint_name, z.key_columns, i.index_owner, i.index_name
         having count(*) = z.key_columns
       )
select 'bad' as verdict,
       'foreign key ' || z.constraint_name || ' of ' || z.owner || '.' || z.table_name
       || ' has no index: the DELETE locks all of it, and waits for whoever changes it' as finding,
       'create an index of ' || z.owner || '.' || z.table_name || ' that starts with the columns of the key' as todo
  from sized z
 where not exists (
         select 1
           from led x
          where x.owner = z.owner
            and x.constraint_name = z.constraint_name
       )
 order by z.owner, z.table_name, z.constraint_name
{%- endmacro %}

{#- The rights that the account lacks; by_schema where the version has privileges on schemas. -#}
{%- macro rights_needed(by_schema) -%}
with {{ located(access_logs + [permission] + own_tables) }},
       {{ acting_accounts() }},
       {{ needed_rights() }},
       {{ held_rights(by_schema) }}
select 'bad' as verdict,
       'have a DBA run the script that ''lapse grants'' prints' as todo,
       'no right to ' || {{ shown_right("e") }} || ' on ' || l.owner || '.' || l.table_name || ', or the table does not exist' as finding
  from needed e
  join located l
    on l.name_used = e.name_used
 where l.owner <> sys_context('userenv', 'session_user')
   and not exists (
         select 1
           from held g
          where g.table_schema = l.owner
            and g.table_name = l.table_name
            and g.column_name in ('*', e.column_name)
            and (
                  g.privilege = e.privilege
                  or (g.privilege = 'SELECT' and e.privilege = 'READ')
                )
       )
   and not exists (
         select 1
           from session_privs s
          where s.privilege = e.privilege || ' ANY TABLE'
             or (s.privilege = 'SELECT ANY TABLE' and e.privilege = 'READ')
       )
 order by l.owner, l.table_name, e.privilege, e.column_name
{%- endmacro %}

{#- The rights that the account has and does not need; by_schema as above. -#}
{%- macro rights_needless(by_schema) -%}
with {{ located(access_logs + [permission] + own_tables) }},
       {{ acting_accounts() }},
       {{ needed_rights() }},
       {{ held_rights(by_schema) }}
select case g.privilege when 'SELECT' then 'look' else 'bad' end as verdict,
       g.grantee || ' may ' || {{ shown_right("g") }} || ' on ' || l.owner || '.' || l.table_name
       || case g.privilege when 'SELECT' then ', and so lock its rows: READ would do' else '' end as finding,
       case g.privilege when 'SELECT' then 'if nothing else needs it: ' else '' end || 'revoke ' || lower(g.privilege) || ' ' || g.granted_on || ' from ' || g.grantee || ', then run the script that ''lapse grants'' prints' as todo
  from located l
  join held g
    on g.table_schema = l.owner
   and g.table_name = l.table_name
 where g.privilege <> 'READ'
   and not exists (
         select 1
           from needed e
          where e.name_used = l.name_used
            and e.privilege = g.privilege
            and e.column_name in ('*', g.column_name)
       )
 union all
select 'bad',
       'the account owns ' || l.owner || '.' || l.table_name || ', so it can alter and drop the table',
       'connect as another account, or move the table to another owner and name it in [tables]'
  from located l
 where l.owner = sys_context('userenv', 'session_user')
   and (
         l.name_used in ({% for table in access_logs + [permission] %}'{{ table }}'{{ ", " if not loop.last }}{% endfor %})
         or exists (
              select 1
                from acting a
               where a.account_kind <> 'owner'
            )
       )
 order by finding
{%- endmacro %}
