-- lapse on prod: take back what create_job.sql made. For SQL*Plus, as the same account. Not yet run on Oracle.
-- A run at hand is not stopped: the job is not dropped while it runs.
set define off
whenever sqlerror continue

begin
  dbms_scheduler.drop_job('LAPSE_PROD');
end;
/

begin
  dbms_credential.drop_credential('LAPSE_OS');
end;
/
