-- Capture a SQL plan baseline for each step of {{ jobs | join(", ") }} on {{ environment.name }}. For a DBA, in SQL*Plus; not yet run on Oracle.
-- When:  after an evening whose plans were good, while they are in the cursor cache of the instance where it ran.
-- Needs: the system privilege administer sql management object; for the first query select on v_$sql as well.
--        Enterprise Edition, or Standard Edition 2 within the limits that its licensing manual names.
-- Finds: a statement by its sql_id, computed from the text that lapse sends. After any change of SQL, hints or names
--        of tables a statement has no baseline: run this again. With cursor_sharing = force it finds nothing.
-- Undo:  {{ environment.command }} explain{% if jobs | length == 1 %} {{ jobs[0] }}{% endif %} --baseline --undo
set define off
set serveroutput on
whenever sqlerror exit failure

-- What would be captured. A step without a row has not run, or its cursor has aged out. Of a step with two plans both
-- are captured: to keep one, give the call below its plan_hash_value => NUMBER.
select s.action, s.sql_id, s.plan_hash_value, s.executions, s.last_active_time
  from v$sql s
 where s.sql_id in (
{%- for step in steps %}
         '{{ step.sql_id }}'{{ "," if not loop.last }}
{%- endfor %}
       )
 order by s.action, s.last_active_time;

declare
  procedure capture(step in varchar2, id in varchar2) is
    plans pls_integer;
  begin
    plans := dbms_spm.load_plans_from_cursor_cache(sql_id => id);
    dbms_output.put_line(step || ': ' || plans);
  end;
begin
  dbms_output.put_line('plans captured, by step');
{%- for step in steps %}
  capture('{{ step.action }}', '{{ step.sql_id }}');
{%- endfor %}
end;
/
