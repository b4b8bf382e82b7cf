{# The script that `lapse migrate --sql` prints. -#}
set define off
-- lapse on {{ name }}: its own tables, from {{ since }} to {{ until }}. Not yet run on an Oracle server.
-- Run it in SQL*Plus as {{ schema or "the owner of lapse's tables" }}, who needs section 1 of 'lapse grants' (CREATE SESSION, CREATE TABLE, and
-- CREATE SEQUENCE for identity columns) and a quota.
-- 'base' means no tables at all. Each revision below is one DDL (the last one all comments) and its stamp in {{ own }}version, committed at once.
{% if down %}
-- It drops {{ own }}revocation, which a restore reads, and all that lapse knows. Stop every lapse process first.
-- Export {{ own }}run and {{ own }}revocation first. To use the archive again: 'lapse migrate', import run, then revocation,
-- all before the first run. The archive refers to its runs (ORA-02291), and runs would be numbered from 1 again.
-- The dropped tables stay in the recycle bin with their personal data: 'flashback table ... to before drop' brings one
-- back, 'purge table ...' removes it.
{% else %}
-- It creates tables and indexes, and touches nothing that is not lapse's own.
{% endif %}
-- If it stops, correct what the error says and start it again. It changes nothing unless {{ own }}version stands where
-- it begins, and otherwise prints the command for the rest. If the first statement of the rest then ends with
{% if down %}
-- ORA-00942 (no such table) or ORA-01418 (no such index), only its stamp is missing: run that alone.
{% else %}
-- ORA-00955 (name already used), only its stamp is missing: run that alone.
{% endif %}

whenever oserror exit failure
whenever sqlerror exit failure rollback
set echo on
spool {{ prefix }}{{ "down" if down else "up" }}.log append

{% if since == "base" and not down %}
-- ==== the table of the stamps, unless it is there ====
declare
  found integer;
begin
  select count(*)
    into found
    from all_tables t
   where t.owner = {{ "'%s'" % schema.upper() if schema else "sys_context('userenv', 'current_schema')" }}
     and t.table_name = '{{ prefix.upper() }}VERSION';
  if found = 0 then
    execute immediate 'create table {{ own }}version (version_num varchar2(32 char) not null)';
  end if;
end;
/

{% endif %}
-- ==== stop unless the tables stand at {{ since }} ====
declare
  stands_at varchar2(32 char);
begin
  select nvl(max(v.version_num), 'base')
    into stands_at
    from {{ own }}version v;
  if stands_at <> '{{ since }}' then
    raise_application_error(
      -20000,
      'nothing was done: the tables stand at ' || stands_at || ', and this script begins at {{ since }}. '
      || 'For what is left: {{ command.replace("'", "''") }} migrate --sql{{ " --down" if down }} --from ' || stands_at
    );
  end if;
end;
/
{% for revision in revisions %}

-- ==== {{ revision.number }}{{ ", taken back" if down }}: {{ revision.purpose }} ====
{% if down %}
{% for table in revision.temporary %}
-- Rows of this session go; ORA-14452 says that another session still has some: end it (gv$lock, type TO).
truncate table {{ table }}
/
{% endfor %}
{% endif %}
{% for statement in revision.statements %}
{{ statement }}
/
{% endfor %}
{% if down and revision.before == "base" %}
delete from {{ own }}version v
 where v.version_num = '{{ revision.number }}'
{% elif not down and revision.before == "base" %}
insert into {{ own }}version (version_num)
values ('{{ revision.number }}')
{% else %}
update {{ own }}version v
   set v.version_num = '{{ revision.before if down else revision.number }}'
 where v.version_num = '{{ revision.number if down else revision.before }}'
{% endif %}
/
commit
/
{% endfor %}
{% if down %}

-- ==== the table of the stamps ====
drop table {{ own }}version
/
{% endif %}

spool off
exit
