{#- For sql/doctor/oracle: lapse's tables in Oracle's dictionary, and the rights that sql/grants gives to each account. -#}
{%- set own_tables = [lapse_last_access, lapse_sync_item, lapse_run, lapse_run_step, lapse_run_count,
                      lapse_watermark, lapse_log_day, lapse_candidate, lapse_run_program, lapse_rejected_item, lapse_revocation, lapse_policy,
                      lapse_exemption, lapse_notice, lapse_accepted_day, lapse_dismissal, lapse_pause, lapse_restore_item, lapse_lock, lapse_version] -%}

{#- Subqueries for a WITH: owner and name of each table as Oracle would find it, a synonym followed once. -#}
{%- macro located(tables) -%}
used as (
{%- for table in tables %}
{%- set owner, dot, bare = (table | string).rpartition(".") %}
         {{ "union all\n         " if not loop.first -}}
         select '{{ table }}' as name_used, '{{ bare | upper }}' as table_name, '{{ "n" if owner else "y" }}' as is_bare, {{ "'" ~ owner | upper ~ "'" if owner else "sys_context('userenv', 'current_schema')" }} as owner from dual
{%- endfor %}
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
       )
{%- endmacro %}

{#- A subquery for a WITH, after located(): what a policy can be on, each table and the synonym that leads to it. -#}
{%- macro guarded() -%}
guarded as (
         select l.name_used,
                l.owner,
                l.table_name
           from located l
          union
         select l.name_used,
                s.owner,
                s.synonym_name
           from located l
           join used u
             on u.name_used = l.name_used
           join all_synonyms s
             on s.synonym_name = u.table_name
            and s.table_owner = l.owner
            and s.table_name = l.table_name
          where s.owner = u.owner
             or (s.owner = 'PUBLIC' and u.is_bare = 'y')
       )
{%- endmacro %}

{#- A subquery for a WITH: which account of lapse the session uses; the runtime account if it is none of the others. -#}
{%- macro acting_accounts() -%}
acting as (
         select 'owner' as account_kind from dual where sys_context('userenv', 'session_user') = '{{ owner_account | upper }}'
         union all
         select 'operator' from dual where sys_context('userenv', 'session_user') = '{{ operator_account | upper }}'
         union all
         select 'runtime' from dual where sys_context('userenv', 'session_user') = '{{ runtime_account | upper }}'
             or sys_context('userenv', 'session_user') not in ('{{ owner_account | upper }}', '{{ operator_account | upper }}')
       )
{%- endmacro %}

{#- Subqueries for a WITH: the rights that sql/grants gives, one row for each right, and those of the accounts that the
    session uses; column_name is * for a right on the whole table. READ is enough to read; SELECT, which may also lock, is
    for tables whose rows are locked, updated, merged or deleted by a condition (SQL92_SECURITY, true by default). -#}
{%- macro needed_rights() -%}
given as (
{%- set ns = namespace(rows=[]) %}
{%- for account in ["owner", "runtime", "operator"] %}
{%- for log in access_logs %}{% set ns.rows = ns.rows + [(account, log, ["READ"])] %}{% endfor %}
{%- endfor %}
{%- for account, table, privileges in ns.rows + [
      ("owner", permission, ["READ"]),
      ("runtime", permission, ["SELECT", "DELETE"]),
      ("runtime", lapse_last_access, ["SELECT", "INSERT", "UPDATE"]),
      ("runtime", lapse_sync_item, ["READ", "INSERT", "DELETE"]),
      ("runtime", lapse_run, ["SELECT", "INSERT"]),
      ("runtime", lapse_run_step, ["READ", "INSERT"]),
      ("runtime", lapse_run_count, ["READ", "INSERT"]),
      ("runtime", lapse_rejected_item, ["READ", "INSERT"]),
      ("runtime", lapse_revocation, ["READ", "INSERT"]),
      ("runtime", lapse_policy, ["READ"]),
      ("runtime", lapse_exemption, ["READ"]),
      ("runtime", lapse_watermark, ["SELECT", "INSERT", "UPDATE"]),
      ("runtime", lapse_log_day, ["SELECT", "INSERT", "UPDATE"]),
      ("runtime", lapse_notice, ["SELECT", "INSERT", "DELETE"]),
      ("runtime", lapse_candidate, ["SELECT", "INSERT", "UPDATE"]),
      ("runtime", lapse_run_program, ["SELECT", "INSERT", "UPDATE"]),
      ("runtime", lapse_accepted_day, ["READ"]),
      ("runtime", lapse_dismissal, ["READ"]),
      ("runtime", lapse_pause, ["READ"]),
      ("runtime", lapse_lock, ["SELECT"]),
      ("runtime", lapse_version, ["READ"]),
      ("operator", permission, ["READ", "INSERT"]),
      ("operator", lapse_last_access, ["READ"]),
      ("operator", lapse_run, ["SELECT", "INSERT"]),
      ("operator", lapse_run_step, ["READ", "INSERT"]),
      ("operator", lapse_run_count, ["READ", "INSERT"]),
      ("operator", lapse_rejected_item, ["READ", "INSERT"]),
      ("operator", lapse_revocation, ["SELECT"]),
      ("operator", lapse_policy, ["READ"]),
      ("operator", lapse_exemption, ["READ"]),
      ("operator", lapse_watermark, ["READ"]),
      ("operator", lapse_log_day, ["READ"]),
      ("operator", lapse_notice, ["READ"]),
      ("operator", lapse_candidate, ["READ"]),
      ("operator", lapse_run_program, ["READ"]),
      ("operator", lapse_accepted_day, ["READ"]),
      ("operator", lapse_dismissal, ["READ"]),
      ("operator", lapse_pause, ["READ"]),
      ("operator", lapse_restore_item, ["READ", "INSERT", "DELETE"]),
      ("operator", lapse_lock, ["SELECT"]),
      ("operator", lapse_version, ["READ"]),
    ] %}
{%- set outer = loop %}
{%- for privilege in privileges %}
         {{ "union all\n         " if not (outer.first and loop.first) -}}
         select '{{ account }}' as account_kind, '{{ table }}' as name_used, '{{ privilege }}' as privilege, '*' as column_name from dual
{%- endfor %}
{%- endfor %}
{%- for account, table, columns in [
      ("runtime", lapse_run, ["STATUS", "HEARTBEAT_AT", "JUDGED_AT", "FINISHED_AT", "EXIT_CODE", "MESSAGE"]),
      ("operator", lapse_run, ["STATUS", "HEARTBEAT_AT", "FINISHED_AT", "EXIT_CODE", "MESSAGE"]),
      ("operator", lapse_revocation, ["RESTORED_AT", "RESTORED_BY", "RESTORE_REASON", "RESTORE_RUN_ID"]),
    ] %}
{%- for column in columns %}
         union all
         select '{{ account }}' as account_kind, '{{ table }}' as name_used, 'UPDATE' as privilege, '{{ column }}' as column_name from dual
{%- endfor %}
{%- endfor %}
       ),
       needed as (
         select distinct n.name_used,
                n.privilege,
                n.column_name
           from given n
           join acting a
             on a.account_kind = n.account_kind
       )
{%- endmacro %}

{#- A right as text, with its column in parentheses if it has one. -#}
{%- macro shown_right(r) -%}
lower({{ r }}.privilege) || case when {{ r }}.column_name = '*' then '' else ' (' || lower({{ r }}.column_name) || ')' end
{%- endmacro %}

{#- A subquery for a WITH: the rights on tables (column_name is *) and on columns of this account, its roles and PUBLIC,
    each with the words that revoke it; by_schema where the version has privileges on schemas. -#}
{%- macro held_rights(by_schema) -%}
held as (
         select a.grantee,
                a.table_schema,
                a.table_name,
                a.privilege,
                '*' as column_name,
                'on ' || a.table_schema || '.' || a.table_name as granted_on
           from all_tab_privs a
          where a.grantee in ('PUBLIC', sys_context('userenv', 'session_user'))
             or a.grantee in (
                  select r.role
                    from session_roles r
                )
          union
         select c.grantee,
                c.table_schema,
                c.table_name,
                c.privilege,
                c.column_name,
                'on ' || c.table_schema || '.' || c.table_name
           from all_col_privs c
          where c.grantee in ('PUBLIC', sys_context('userenv', 'session_user'))
             or c.grantee in (
                  select r.role
                    from session_roles r
                )
{%- if by_schema %}
          union
         select sys_context('userenv', 'session_user'),
                l.owner,
                l.table_name,
                replace(z.privilege, ' ANY TABLE'),
                '*',
                'any table on schema ' || z.schema
           from session_schema_privs z
           join located l
             on l.owner = z.schema
          where z.privilege in ('SELECT ANY TABLE', 'READ ANY TABLE', 'INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE')
{%- endif %}
       )
{%- endmacro %}
