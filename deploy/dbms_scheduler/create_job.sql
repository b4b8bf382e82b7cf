-- lapse on prod: the evening as a job of Oracle's own scheduler, for a site without cron on the host of lapse. For SQL*Plus.
-- Not yet run on Oracle.
--
-- The job starts lapse as an account of the operating system on the database host. On another host it needs the scheduler agent
-- there: add destination_name => 'HOST_OF_THE_AGENT' to create_job.
--
-- Run it as an account of its own, which needs create job, create external job and create credential. These let it run any
-- program as that operating system account: they are no rights for an account of lapse.
set define on
set verify off
whenever sqlerror exit failure rollback

accept os_account char prompt 'account of the operating system that runs lapse: '
accept os_password char prompt 'its password: ' hide

begin
  dbms_credential.create_credential(
    credential_name => 'LAPSE_OS',
    username => q'[&os_account]',
    password => q'[&os_password]'
  );
end;
/

-- The whole path of the environment, because a job has no folder that it starts in. The password of the database account comes
-- from password_file, which belongs to the account of the operating system (mode 600).
--
-- 18:00 is of the time zone of start_date. An evening that could not be started by 19:00 is missed (schedule_limit): the next one
-- reads the log from where the last one ended. A job that still runs is not started a second time.
begin
  dbms_scheduler.create_job(
    job_name => 'LAPSE_PROD',
    job_type => 'EXECUTABLE',
    job_action => '/opt/lapse/.venv/bin/lapse',
    number_of_arguments => 3,
    start_date => timestamp '2026-01-01 18:00:00 UTC',
    repeat_interval => 'freq=daily; byhour=18; byminute=0; bysecond=0',
    credential_name => 'LAPSE_OS',
    enabled => false,
    auto_drop => false,
    comments => 'lapse: the evening of prod'
  );
  dbms_scheduler.set_job_argument_value('LAPSE_PROD', 1, '--env');
  dbms_scheduler.set_job_argument_value('LAPSE_PROD', 2, '/opt/lapse/environments/prod.toml');
  dbms_scheduler.set_job_argument_value('LAPSE_PROD', 3, 'run');
  dbms_scheduler.set_attribute('LAPSE_PROD', 'schedule_limit', interval '1' hour);
  dbms_scheduler.set_attribute('LAPSE_PROD', 'max_run_duration', interval '12' hour);
end;
/

-- Every exit code but 0 is a failed run of the job, and is mailed, for which the scheduler needs its email_server. 3 (done with
-- rejected items) is one, because somebody has to look at the items. None is repeated (restart_on_failure is off). A run itself
-- repeats what may go well the next time; 4 (stopped by a guard or limit) and 5 (SQL differs from its review) need a person; after
-- 75 (another run, or a load, holds the lock) the next evening reads the log from where the last one ended.
begin
  dbms_scheduler.add_job_email_notification(
    job_name => 'LAPSE_PROD',
    recipients => 'oncall@example.com',
    events => 'job_failed, job_broken, job_sch_lim_reached, job_over_max_dur'
  );
end;
/

begin
  dbms_scheduler.enable('LAPSE_PROD');
end;
/

-- dbms_scheduler.run_job('LAPSE_PROD', use_current_session => false) runs it by hand. dbms_scheduler.stop_job('LAPSE_PROD') stops
-- a run: without force it gets SIGTERM, ends before its next step, and rolls back what it has not committed.
-- How the evenings ended, with the exit code in additional_info:
select d.log_date, d.status, d.additional_info
  from user_scheduler_job_run_details d
 where d.job_name = 'LAPSE_PROD'
 order by d.log_date desc
 fetch first 7 rows only;
