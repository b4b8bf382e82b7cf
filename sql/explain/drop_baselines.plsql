-- Drop the SQL plan baselines that were captured for the steps of {{ jobs | join(", ") }} on {{ environment.name }}. For a DBA, in SQL*Plus; not
-- yet run on Oracle.
-- Needs: the system privilege administer sql management object; select on dba_sql_plan_baselines.
-- Finds: baselines by the module and action of their statement, as lapse names itself: those of every environment of
--        the database, and of texts that have changed since.
-- To keep a baseline without using it, call for it instead: dbms_spm.alter_sql_plan_baseline(sql_handle => HANDLE,
--        plan_name => NAME, attribute_name => 'enabled', attribute_value => 'no').
set define off
set serveroutput on
whenever sqlerror exit failure

declare
  plans pls_integer := 0;
begin
  for k in (
    select b.sql_handle, b.plan_name
      from dba_sql_plan_baselines b
     where b.module = 'lapse'
       and b.origin like 'MANUAL-LOAD%'
       and b.action in (
{%- for step in steps %}
             '{{ step.action }}'{{ "," if not loop.last }}
{%- endfor %}
           )
  ) loop
    plans := plans + dbms_spm.drop_sql_plan_baseline(sql_handle => k.sql_handle, plan_name => k.plan_name);
  end loop;
  dbms_output.put_line('plans dropped: ' || plans);
end;
/
