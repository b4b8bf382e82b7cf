{#- For sql/doctor/oracle: lapse's tables in Oracle's dictionary, and the rights that sql/grants gives. -#}
{%- set own_tables = [lapse_last_access, lapse_sync_item, lapse_run, lapse_run_step, lapse_run_count,
                      lapse_watermark, lapse_log_day, lapse_candidate, lapse_run_program, lapse_rejected_item, lapse_revocation, lapse_policy,
                      lapse_exemption, lapse_notice, lapse_accepted_day, lapse_pause, lapse_restore_item, lapse_lock, lapse_version] -%}

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

{#- A subquery for a WITH: the rights that sql/grants gives, a row each; locks says that SELECT must not be READ. -#}
{%- macro needed_rights() -%}
needed as (
{%- set ns = namespace(rows=[]) %}
{%- for log in access_logs %}{% set ns.rows = ns.rows + [(log, ["SELECT"], "n")] %}{% endfor %}
{%- for table, privileges, locks in ns.rows + [
      (permission, ["SELECT", "INSERT", "DELETE"], "y"),
      (lapse_last_access, ["SELECT", "INSERT", "UPDATE"], "n"),
      (lapse_sync_item, ["SELECT", "INSERT", "DELETE"], "n"),
      (lapse_run, ["SELECT", "INSERT", "UPDATE (COLUMNS)"], "n"),
      (lapse_run_step, ["SELECT", "INSERT"], "n"),
      (lapse_run_count, ["SELECT", "INSERT"], "n"),
      (lapse_rejected_item, ["SELECT", "INSERT"], "n"),
      (lapse_revocation, ["SELECT", "INSERT", "UPDATE (COLUMNS)"], "n"),
      (lapse_policy, ["SELECT"], "n"),
      (lapse_exemption, ["SELECT"], "n"),
      (lapse_watermark, ["SELECT", "INSERT", "UPDATE"], "n"),
      (lapse_log_day, ["SELECT", "INSERT", "UPDATE"], "n"),
      (lapse_candidate, ["SELECT", "INSERT", "UPDATE"], "n"),
      (lapse_run_program, ["SELECT", "INSERT", "UPDATE"], "n"),
      (lapse_notice, ["SELECT", "INSERT", "DELETE"], "n"),
      (lapse_lock, ["SELECT"], "y"),
      (lapse_version, ["SELECT"], "n"),
    ] %}
{%- set outer = loop %}
{%- for privilege in privileges %}
         {{ "union all\n         " if not (outer.first and loop.first) -}}
         select '{{ table }}' as name_used, '{{ privilege }}' as privilege, '{{ locks }}' as locks from dual
{%- endfor %}
{%- endfor %}
       )
{%- endmacro %}

{#- A subquery for a WITH: the rights on tables, and on columns, of this account, of its roles and of PUBLIC. -#}
{%- macro held_rights() -%}
held as (
         select a.grantee,
                a.table_schema,
                a.table_name,
                a.privilege
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
                c.privilege || ' (COLUMNS)'
           from all_col_privs c
          where c.grantee in ('PUBLIC', sys_context('userenv', 'session_user'))
             or c.grantee in (
                  select r.role
                    from session_roles r
                )
       )
{%- endmacro %}
