set define off
-- lapse on prod: its own tables, from base to 0023. Not yet run on an Oracle server.
-- Run it in SQL*Plus as lapse_owner, who needs section 1 of 'lapse grants' (CREATE SESSION, CREATE TABLE, and
-- CREATE SEQUENCE for identity columns) and a quota.
-- 'base' means no tables at all. Each revision below is one DDL (the last one all comments) and its stamp in lapse_owner.lapse_version, committed at once.
-- It creates tables and indexes, and touches nothing that is not lapse's own.
-- If it stops, correct what the error says and start it again. It changes nothing unless lapse_owner.lapse_version stands where
-- it begins, and otherwise prints the command for the rest. If the first statement of the rest then ends with
-- ORA-00955 (name already used), only its stamp is missing: run that alone.

whenever oserror exit failure
whenever sqlerror exit failure rollback
set echo on
spool lapse_up.log append

-- ==== the table of the stamps, unless it is there ====
declare
  found integer;
begin
  select count(*)
    into found
    from all_tables t
   where t.owner = 'LAPSE_OWNER'
     and t.table_name = 'LAPSE_VERSION';
  if found = 0 then
    execute immediate 'create table lapse_owner.lapse_version (version_num varchar2(32 char) not null)';
  end if;
end;
/

-- ==== stop unless the tables stand at base ====
declare
  stands_at varchar2(32 char);
begin
  select nvl(max(v.version_num), 'base')
    into stands_at
    from lapse_owner.lapse_version v;
  if stands_at <> 'base' then
    raise_application_error(
      -20000,
      'nothing was done: the tables stand at ' || stands_at || ', and this script begins at base. '
      || 'For what is left: lapse --env prod migrate --sql --from ' || stands_at
    );
  end if;
end;
/

-- ==== 0001: The newest access of each (program, user) ====
create table lapse_owner.lapse_last_access (
    program_id varchar2(255 char) not null,
    user_id varchar2(255 char) not null,
    last_access_at timestamp not null,
    run_id integer not null,
    constraint lapse_last_access_pk primary key (program_id, user_id)
)
/
insert into lapse_owner.lapse_version (version_num)
values ('0001')
/
commit
/

-- ==== 0002: The numbered items of one sync; the columns are wide, so that only the MERGE can refuse an item ====
create global temporary table lapse_owner.lapse_sync_item (
    item_no number(19) not null,
    program_id varchar2(4000 char) not null,
    user_id varchar2(4000 char) not null,
    accessed_at timestamp not null,
    constraint lapse_sync_item_pk primary key (item_no)
)
 on commit preserve rows
/
update lapse_owner.lapse_version v
   set v.version_num = '0002'
 where v.version_num = '0001'
/
commit
/

-- ==== 0003: One row per run ====
create table lapse_owner.lapse_run (
    run_id integer not null,
    environment varchar2(255 char) not null,
    jobs varchar2(255 char) not null,
    as_of date not null,
    scn number(19),
    accepted_plan integer,
    accept_reason varchar2(4000 char),
    status varchar2(30 char) not null,
    started_at date not null,
    heartbeat_at date not null,
    judged_at date,
    finished_at date,
    exit_code integer,
    message varchar2(4000 char),
    sql_digest varchar2(64 char) not null,
    lapse_version varchar2(30 char) not null,
    host_name varchar2(255 char) not null,
    os_user varchar2(255 char) not null,
    constraint lapse_run_pk primary key (run_id),
    constraint lapse_run_status_ck check (status in ('running', 'done', 'rejected', 'stopped', 'failed', 'abandoned'))
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0003'
 where v.version_num = '0002'
/
commit
/

-- ==== 0004: One row per step of a run ====
create table lapse_owner.lapse_run_step (
    run_id integer not null,
    step_no integer not null,
    job varchar2(128 char) not null,
    step varchar2(255 char) not null,
    transaction_kind varchar2(30 char) not null,
    status varchar2(30 char) not null,
    affected number(19),
    reasons varchar2(4000 char),
    unchanged number(19),
    chunks number(19),
    rejected number(19),
    seconds numeric(12, 3) not null,
    finished_at date not null,
    constraint lapse_run_step_pk primary key (run_id, job, step),
    constraint lapse_run_step_fk foreign key(run_id) references lapse_owner.lapse_run (run_id),
    constraint lapse_run_step_status_ck check (status in ('done', 'stopped', 'failed', 'rolled back'))
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0004'
 where v.version_num = '0003'
/
commit
/

-- ==== 0005: What a run counted besides the rows of its steps ====
create table lapse_owner.lapse_run_count (
    run_id integer not null,
    job varchar2(128 char) not null,
    count_name varchar2(128 char) not null,
    count_value number(19) not null,
    constraint lapse_run_count_pk primary key (run_id, job, count_name),
    constraint lapse_run_count_fk foreign key(run_id) references lapse_owner.lapse_run (run_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0005'
 where v.version_num = '0004'
/
commit
/

-- ==== 0006: The items of chunk steps that could not be written, with the database's error ====
create table lapse_owner.lapse_rejected_item (
    run_id integer not null,
    item_no number(19) not null,
    job varchar2(30 char) not null,
    program_id varchar2(4000 char) not null,
    user_id varchar2(4000 char) not null,
    accessed_at timestamp,
    error_code varchar2(30 char) not null,
    error_message varchar2(4000 char) not null,
    rejected_at date not null,
    constraint lapse_rejected_item_pk primary key (run_id, job, item_no),
    constraint lapse_rejected_item_fk foreign key(run_id) references lapse_owner.lapse_run (run_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0006'
 where v.version_num = '0005'
/
commit
/

-- ==== 0007: The archive: the whole row of each revoked permission ====
create table lapse_owner.lapse_revocation (
    run_id integer not null,
    revocation_no number(19) not null,
    program_id varchar2(255 char) not null,
    user_id varchar2(255 char) not null,
    granted_at timestamp(9) not null,
    last_access_at timestamp,
    inactivity_days integer not null,
    policy_reason varchar2(4000 char),
    noticed_at timestamp,
    lost_day date,
    revoked_at date not null,
    extra_columns clob,
    restored_at timestamp,
    restored_by varchar2(255 char),
    restore_reason varchar2(4000 char),
    restore_run_id integer,
    constraint lapse_revocation_pk primary key (run_id, program_id, user_id, revocation_no),
    constraint lapse_revocation_fk foreign key(run_id) references lapse_owner.lapse_run (run_id),
    constraint lapse_revocation_extra_columns_ck check (extra_columns is json)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0007'
 where v.version_num = '0006'
/
commit
/

-- ==== 0008: An index on the program and user of the archive, for restore and DELETE ====
create index lapse_owner.lapse_revocation_ix on lapse_owner.lapse_revocation (program_id, user_id, run_id)
/
update lapse_owner.lapse_version v
   set v.version_num = '0008'
 where v.version_num = '0007'
/
commit
/

-- ==== 0009: The settings of one program that differ from the environment's ====
create table lapse_owner.lapse_policy (
    program_id varchar2(255 char) not null,
    inactivity_days integer,
    revocation_mode varchar2(10 char) not null,
    when_silent varchar2(10 char) not null,
    notice varchar2(10 char) not null,
    reason varchar2(4000 char) not null,
    set_by varchar2(255 char) not null,
    set_at date not null,
    constraint lapse_policy_pk primary key (program_id),
    constraint lapse_policy_days_ck check (inactivity_days between 1 and 36500),
    constraint lapse_policy_mode_ck check (revocation_mode in ('enforce', 'report', 'off')),
    constraint lapse_policy_silent_ck check (when_silent in ('hold', 'revoke')),
    constraint lapse_policy_notice_ck check (notice in ('on', 'off'))
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0009'
 where v.version_num = '0008'
/
commit
/

-- ==== 0010: Dated exceptions of a program, a user, or one user in one program ====
create table lapse_owner.lapse_exemption (
    exemption_id integer generated always as identity,
    program_id varchar2(255 char),
    user_id varchar2(255 char),
    reason varchar2(4000 char) not null,
    approved_by varchar2(255 char) not null,
    added_by varchar2(255 char) not null,
    starts_at date not null,
    ends_at date not null,
    ended_by varchar2(255 char),
    constraint lapse_exemption_pk primary key (exemption_id),
    constraint lapse_exemption_scope_ck check (program_id is not null or user_id is not null),
    constraint lapse_exemption_dates_ck check (ends_at >= starts_at)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0010'
 where v.version_num = '0009'
/
commit
/

-- ==== 0011: The row that a run locks while it works ====
create table lapse_owner.lapse_lock (
    lock_name varchar2(30 char) not null,
    constraint lapse_lock_pk primary key (lock_name)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0011'
 where v.version_num = '0010'
/
commit
/

-- ==== 0012: The one row of the lock table; without it no run can start ====
insert into lapse_owner.lapse_lock (lock_name) values ('run')
/
update lapse_owner.lapse_version v
   set v.version_num = '0012'
 where v.version_num = '0011'
/
commit
/

-- ==== 0013: The window of each access log that each sync reads, and whether it was read to its end ====
create table lapse_owner.lapse_watermark (
    access_log varchar2(261 char) not null,
    run_id integer not null,
    read_from date not null,
    read_to date,
    synced_to date,
    constraint lapse_watermark_pk primary key (access_log, run_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0013'
 where v.version_num = '0012'
/
commit
/

-- ==== 0014: The number of rows of each access log on each whole day ====
create table lapse_owner.lapse_log_day (
    access_log varchar2(261 char) not null,
    log_day date not null,
    day_kind varchar2(30 char) not null,
    log_rows number(19) not null,
    rows_without_id number(19) not null,
    usual_rows number(19),
    lost_at date,
    run_id integer not null,
    constraint lapse_log_day_pk primary key (access_log, log_day)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0014'
 where v.version_num = '0013'
/
commit
/

-- ==== 0015: The notices of permissions that will be revoked ====
create table lapse_owner.lapse_notice (
    program_id varchar2(255 char) not null,
    user_id varchar2(255 char) not null,
    noticed_at timestamp not null,
    run_id integer not null,
    constraint lapse_notice_pk primary key (program_id, user_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0015'
 where v.version_num = '0014'
/
commit
/

-- ==== 0016: The candidates of each run: each lapses, or a named rule protects it ====
create table lapse_owner.lapse_candidate (
    run_id integer not null,
    program_id varchar2(255 char) not null,
    user_id varchar2(255 char) not null,
    granted_at timestamp(9) not null,
    permission_rows number(19) not null,
    inactivity_days integer not null,
    last_access_at timestamp,
    protected_by varchar2(30 char),
    detail varchar2(255 char),
    constraint lapse_candidate_pk primary key (run_id, program_id, user_id, granted_at),
    constraint lapse_candidate_fk foreign key(run_id) references lapse_owner.lapse_run (run_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0016'
 where v.version_num = '0015'
/
commit
/

-- ==== 0017: The permissions and the policy of each program in a run, and why it was held ====
create table lapse_owner.lapse_run_program (
    run_id integer not null,
    program_id varchar2(255 char),
    permission_rows number(19) not null,
    rows_without_grant_date number(19) not null,
    inactivity_days integer not null,
    revocation_mode varchar2(30 char) not null,
    when_silent varchar2(30 char) not null,
    notice varchar2(30 char) not null,
    silent_since timestamp,
    users_before number(19),
    gap_from date,
    gap_ended_at date,
    held_reason varchar2(255 char),
    constraint lapse_run_program_uk unique (run_id, program_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0017'
 where v.version_num = '0016'
/
commit
/

-- ==== 0018: The lost days of the access logs that a person has accepted ====
create table lapse_owner.lapse_accepted_day (
    access_log varchar2(261 char) not null,
    log_day date not null,
    accepted_id integer generated always as identity,
    accepted_as varchar2(30 char) not null,
    reason varchar2(4000 char) not null,
    accepted_by varchar2(255 char) not null,
    accepted_at date not null,
    ended_by varchar2(255 char),
    ended_at date,
    constraint lapse_accepted_day_pk primary key (access_log, log_day, accepted_id),
    constraint lapse_accepted_day_accepted_as_ck check (accepted_as in ('holiday', 'lost'))
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0018'
 where v.version_num = '0017'
/
commit
/

-- ==== 0019: The times during which evening runs revoke nothing ====
create table lapse_owner.lapse_pause (
    pause_id integer generated always as identity,
    reason varchar2(4000 char) not null,
    paused_by varchar2(255 char) not null,
    starts_at date not null,
    ends_at date not null,
    resumed_by varchar2(255 char),
    constraint lapse_pause_pk primary key (pause_id),
    constraint lapse_pause_dates_ck check (ends_at >= starts_at)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0019'
 where v.version_num = '0018'
/
commit
/

-- ==== 0020: The numbered revocations that one restore inserts again ====
create global temporary table lapse_owner.lapse_restore_item (
    item_no number(19) not null,
    revoked_by_run integer not null,
    program_id varchar2(255 char) not null,
    user_id varchar2(255 char) not null,
    revocation_no number(19) not null,
    accessed_at timestamp,
    constraint lapse_restore_item_pk primary key (item_no)
)
 on commit preserve rows
/
update lapse_owner.lapse_version v
   set v.version_num = '0020'
 where v.version_num = '0019'
/
commit
/

-- ==== 0021: The rejected items of a sync that a person has dismissed, as wide as the items ====
create table lapse_owner.lapse_dismissal (
    dismissal_id integer generated always as identity,
    run_id integer not null,
    item_no number(19) not null,
    program_id varchar2(4000 char) not null,
    user_id varchar2(4000 char) not null,
    accessed_at timestamp not null,
    reason varchar2(4000 char) not null,
    dismissed_by varchar2(255 char) not null,
    dismissed_at date not null,
    ended_by varchar2(255 char),
    ended_at date,
    constraint lapse_dismissal_pk primary key (dismissal_id)
)
/
update lapse_owner.lapse_version v
   set v.version_num = '0021'
 where v.version_num = '0020'
/
commit
/

-- ==== 0022: An index on the time of the revocations, for audit and status, which read a period of the archive ====
create index lapse_owner.lapse_revocation_at_ix on lapse_owner.lapse_revocation (revoked_at)
/
update lapse_owner.lapse_version v
   set v.version_num = '0022'
 where v.version_num = '0021'
/
commit
/

-- ==== 0023: The comments on all tables and columns, in one revision, because each of them can be repeated ====
comment on table lapse_owner.lapse_last_access is 'the newest access of each (program, user), carried forward by sync'
/
comment on column lapse_owner.lapse_last_access.program_id is 'the program'
/
comment on column lapse_owner.lapse_last_access.user_id is 'the user'
/
comment on column lapse_owner.lapse_last_access.last_access_at is 'the newest access known; it only moves forward'
/
comment on column lapse_owner.lapse_last_access.run_id is 'the run that last moved it'
/
comment on table lapse_owner.lapse_sync_item is 'the items of the sync that runs in this session'
/
comment on column lapse_owner.lapse_sync_item.item_no is 'number of the item, from 1 without a gap, by program and user'
/
comment on column lapse_owner.lapse_sync_item.program_id is 'the program, as wide as the column of any log'
/
comment on column lapse_owner.lapse_sync_item.user_id is 'the user, as wide as the column of any log'
/
comment on column lapse_owner.lapse_sync_item.accessed_at is 'the newest access in the window'
/
comment on table lapse_owner.lapse_run is 'one execution of one or more jobs'
/
comment on column lapse_owner.lapse_run.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_run.environment is 'name of the environment'
/
comment on column lapse_owner.lapse_run.jobs is 'the jobs of the run, in their order'
/
comment on column lapse_owner.lapse_run.as_of is 'the time as of which the run evaluates'
/
comment on column lapse_owner.lapse_run.scn is 'system change number when it began, or seconds before, for a flashback; null for none'
/
comment on column lapse_owner.lapse_run.accepted_plan is 'the run whose list was accepted, so that no limits applied; null if none was'
/
comment on column lapse_owner.lapse_run.accept_reason is 'why it was accepted'
/
comment on column lapse_owner.lapse_run.status is 'running, done, rejected (done with rejected items), stopped, failed or abandoned'
/
comment on column lapse_owner.lapse_run.started_at is 'when it started, by the clock of the database'
/
comment on column lapse_owner.lapse_run.heartbeat_at is 'when it last changed anything'
/
comment on column lapse_owner.lapse_run.judged_at is 'when its list of candidates was complete, null before'
/
comment on column lapse_owner.lapse_run.finished_at is 'when it ended or was found dead'
/
comment on column lapse_owner.lapse_run.exit_code is 'exit code of the command'
/
comment on column lapse_owner.lapse_run.message is 'why it did not end well, or why it revoked nothing'
/
comment on column lapse_owner.lapse_run.sql_digest is 'SHA-256 over the rendered SQL that ran'
/
comment on column lapse_owner.lapse_run.lapse_version is 'version of lapse'
/
comment on column lapse_owner.lapse_run.host_name is 'the host it ran on'
/
comment on column lapse_owner.lapse_run.os_user is 'the operating system account it ran under'
/
comment on table lapse_owner.lapse_run_step is 'one step of a run'
/
comment on column lapse_owner.lapse_run_step.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_run_step.step_no is 'position of the step in the run'
/
comment on column lapse_owner.lapse_run_step.job is 'the job'
/
comment on column lapse_owner.lapse_run_step.step is 'name of the step, from the header of its SQL file'
/
comment on column lapse_owner.lapse_run_step.transaction_kind is 'guard, statement, chunk or tasklet'
/
comment on column lapse_owner.lapse_run_step.status is 'done, stopped, failed or rolled back'
/
comment on column lapse_owner.lapse_run_step.affected is 'rows affected; for a guard, the number of its reasons'
/
comment on column lapse_owner.lapse_run_step.reasons is 'reasons of a guard to stop, a JSON array of texts; null for none'
/
comment on column lapse_owner.lapse_run_step.unchanged is 'items of a chunk step that needed no change'
/
comment on column lapse_owner.lapse_run_step.chunks is 'chunks committed'
/
comment on column lapse_owner.lapse_run_step.rejected is 'items rejected'
/
comment on column lapse_owner.lapse_run_step.seconds is 'seconds taken'
/
comment on column lapse_owner.lapse_run_step.finished_at is 'when it ended'
/
comment on table lapse_owner.lapse_run_count is 'what a run counted besides the rows of its steps'
/
comment on column lapse_owner.lapse_run_count.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_run_count.job is 'the job that counted'
/
comment on column lapse_owner.lapse_run_count.count_name is 'what was counted'
/
comment on column lapse_owner.lapse_run_count.count_value is 'how many'
/
comment on table lapse_owner.lapse_watermark is 'the window of an access log that the sync of a run reads'
/
comment on column lapse_owner.lapse_watermark.access_log is 'the access log'
/
comment on column lapse_owner.lapse_watermark.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_watermark.read_from is 'where the window begins'
/
comment on column lapse_owner.lapse_watermark.read_to is 'the newest row up to as-of when the sync began, null for none; the next sync reads on from there'
/
comment on column lapse_owner.lapse_watermark.synced_to is 'as-of of the run, once its sync is finished; null before'
/
comment on table lapse_owner.lapse_log_day is 'the number of rows of an access log on each whole day, counted by each sync whose window covers the day'
/
comment on column lapse_owner.lapse_log_day.access_log is 'the access log'
/
comment on column lapse_owner.lapse_log_day.log_day is 'the day, at midnight'
/
comment on column lapse_owner.lapse_log_day.day_kind is 'workday or weekend; a weekday that is a holiday counts as a workday'
/
comment on column lapse_owner.lapse_log_day.log_rows is 'number of rows with a program and a user'
/
comment on column lapse_owner.lapse_log_day.rows_without_id is 'number of rows without a program or a user'
/
comment on column lapse_owner.lapse_log_day.usual_rows is 'the median of the days of its kind while the day can count as lost, otherwise null'
/
comment on column lapse_owner.lapse_log_day.lost_at is 'as-of of the newest run that found the day lost, null for none'
/
comment on column lapse_owner.lapse_log_day.run_id is 'the run that counted last'
/
comment on table lapse_owner.lapse_notice is 'notices of permissions that will be revoked, for the company''s mailer'
/
comment on column lapse_owner.lapse_notice.program_id is 'the program'
/
comment on column lapse_owner.lapse_notice.user_id is 'the user'
/
comment on column lapse_owner.lapse_notice.noticed_at is 'when it was written, by the clock of the database'
/
comment on column lapse_owner.lapse_notice.run_id is 'the run that wrote it'
/
comment on table lapse_owner.lapse_candidate is 'permissions past their inactivity period; valid only if judged_at of their run is set'
/
comment on column lapse_owner.lapse_candidate.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_candidate.program_id is 'the program'
/
comment on column lapse_owner.lapse_candidate.user_id is 'the user'
/
comment on column lapse_owner.lapse_candidate.granted_at is 'when it was granted, with its fraction of a second'
/
comment on column lapse_owner.lapse_candidate.permission_rows is 'number of rows of the permission table it stands for'
/
comment on column lapse_owner.lapse_candidate.inactivity_days is 'the inactivity period that applied to it, in days'
/
comment on column lapse_owner.lapse_candidate.last_access_at is 'the last access known then, null for never'
/
comment on column lapse_owner.lapse_candidate.protected_by is 'the first rule that protects it; null means that it lapses'
/
comment on column lapse_owner.lapse_candidate.detail is 'what that rule found'
/
comment on table lapse_owner.lapse_run_program is 'the programs of a run: permissions, policy, and why a program was held'
/
comment on column lapse_owner.lapse_run_program.run_id is 'number of the run'
/
comment on column lapse_owner.lapse_run_program.program_id is 'the program; null for permission rows that name none'
/
comment on column lapse_owner.lapse_run_program.permission_rows is 'number of rows of the permission table'
/
comment on column lapse_owner.lapse_run_program.rows_without_grant_date is 'number of these rows that never lapse because they have no grant date'
/
comment on column lapse_owner.lapse_run_program.inactivity_days is 'the inactivity period that applies to it, in days'
/
comment on column lapse_owner.lapse_run_program.revocation_mode is 'enforce, report or off, as its policy says'
/
comment on column lapse_owner.lapse_run_program.when_silent is 'hold or revoke, as its policy says'
/
comment on column lapse_owner.lapse_run_program.notice is 'on or off, as its policy says'
/
comment on column lapse_owner.lapse_run_program.silent_since is 'when the program fell silent: its newest access, 1900 for never; null if not silent'
/
comment on column lapse_owner.lapse_run_program.users_before is 'number of users with their newest access in the seven days before silent_since'
/
comment on column lapse_owner.lapse_run_program.gap_from is 'start of the silence for which it is held, or was until recently; null for none'
/
comment on column lapse_owner.lapse_run_program.gap_ended_at is 'as-of of the run that first found it used again'
/
comment on column lapse_owner.lapse_run_program.held_reason is 'why the program is held, null if it is not'
/
comment on table lapse_owner.lapse_rejected_item is 'items of a chunk step that could not be written'
/
comment on column lapse_owner.lapse_rejected_item.run_id is 'the run that could not write it'
/
comment on column lapse_owner.lapse_rejected_item.item_no is 'its number in that run'
/
comment on column lapse_owner.lapse_rejected_item.job is 'the job that could not write it: sync or restore'
/
comment on column lapse_owner.lapse_rejected_item.program_id is 'the program'
/
comment on column lapse_owner.lapse_rejected_item.user_id is 'the user'
/
comment on column lapse_owner.lapse_rejected_item.accessed_at is 'the access that was to be written; for a restore, the last access known'
/
comment on column lapse_owner.lapse_rejected_item.error_code is 'error code of the database'
/
comment on column lapse_owner.lapse_rejected_item.error_message is 'error message of the database'
/
comment on column lapse_owner.lapse_rejected_item.rejected_at is 'when it was rejected'
/
comment on table lapse_owner.lapse_revocation is 'the archive: the whole row of each revoked permission'
/
comment on column lapse_owner.lapse_revocation.run_id is 'the run that revoked it'
/
comment on column lapse_owner.lapse_revocation.revocation_no is 'its number in that run'
/
comment on column lapse_owner.lapse_revocation.program_id is 'the program'
/
comment on column lapse_owner.lapse_revocation.user_id is 'the user'
/
comment on column lapse_owner.lapse_revocation.granted_at is 'when it was granted'
/
comment on column lapse_owner.lapse_revocation.last_access_at is 'the last access known, null for never'
/
comment on column lapse_owner.lapse_revocation.inactivity_days is 'the inactivity period that applied to it, in days'
/
comment on column lapse_owner.lapse_revocation.policy_reason is 'the reason of the program''s policy, null if it had none'
/
comment on column lapse_owner.lapse_revocation.noticed_at is 'when its notice was written, null for never'
/
comment on column lapse_owner.lapse_revocation.lost_day is 'the newest day of its inactivity period that was accepted as lost, null for none'
/
comment on column lapse_owner.lapse_revocation.revoked_at is 'when it was revoked'
/
comment on column lapse_owner.lapse_revocation.extra_columns is 'the other columns of the permission row, as JSON'
/
comment on column lapse_owner.lapse_revocation.restored_at is 'when it was restored, null if it is not'
/
comment on column lapse_owner.lapse_revocation.restored_by is 'who restored it'
/
comment on column lapse_owner.lapse_revocation.restore_reason is 'why it was restored'
/
comment on column lapse_owner.lapse_revocation.restore_run_id is 'the run that restored it'
/
comment on table lapse_owner.lapse_policy is 'the settings of one program that differ from the environment''s'
/
comment on column lapse_owner.lapse_policy.program_id is 'the program'
/
comment on column lapse_owner.lapse_policy.inactivity_days is 'its inactivity period in days, null for the environment''s'
/
comment on column lapse_owner.lapse_policy.revocation_mode is 'enforce, report (candidates are counted and stay) or off'
/
comment on column lapse_owner.lapse_policy.when_silent is 'hold or revoke if the program is silent'
/
comment on column lapse_owner.lapse_policy.notice is 'on or off: whether a candidate is given notice before it lapses'
/
comment on column lapse_owner.lapse_policy.reason is 'why it differs'
/
comment on column lapse_owner.lapse_policy.set_by is 'who set it'
/
comment on column lapse_owner.lapse_policy.set_at is 'when it was set'
/
comment on table lapse_owner.lapse_exemption is 'dated exceptions, in force from starts_at until ends_at (exclusive)'
/
comment on column lapse_owner.lapse_exemption.exemption_id is 'number of the exemption'
/
comment on column lapse_owner.lapse_exemption.program_id is 'the program, null for all'
/
comment on column lapse_owner.lapse_exemption.user_id is 'the user, null for all'
/
comment on column lapse_owner.lapse_exemption.reason is 'why'
/
comment on column lapse_owner.lapse_exemption.approved_by is 'who approved'
/
comment on column lapse_owner.lapse_exemption.added_by is 'who added it'
/
comment on column lapse_owner.lapse_exemption.starts_at is 'from when'
/
comment on column lapse_owner.lapse_exemption.ends_at is 'until when'
/
comment on column lapse_owner.lapse_exemption.ended_by is 'who ended it early'
/
comment on table lapse_owner.lapse_accepted_day is 'lost days of the access logs that a person has accepted; in force while ended_at is null'
/
comment on column lapse_owner.lapse_accepted_day.access_log is 'the access log'
/
comment on column lapse_owner.lapse_accepted_day.log_day is 'the day, at midnight'
/
comment on column lapse_owner.lapse_accepted_day.accepted_id is 'number of the acceptance'
/
comment on column lapse_owner.lapse_accepted_day.accepted_as is 'holiday (nobody worked) or lost (rows are missing for good)'
/
comment on column lapse_owner.lapse_accepted_day.reason is 'why'
/
comment on column lapse_owner.lapse_accepted_day.accepted_by is 'who accepted'
/
comment on column lapse_owner.lapse_accepted_day.accepted_at is 'when it was accepted'
/
comment on column lapse_owner.lapse_accepted_day.ended_by is 'who ended it, by reopening the day or accepting it again; null while it is in force'
/
comment on column lapse_owner.lapse_accepted_day.ended_at is 'when it was ended, null while it is in force'
/
comment on table lapse_owner.lapse_dismissal is 'rejected items of a sync that a person has dismissed; in force while ended_at is null'
/
comment on column lapse_owner.lapse_dismissal.dismissal_id is 'number of the dismissal'
/
comment on column lapse_owner.lapse_dismissal.run_id is 'the run that rejected the item'
/
comment on column lapse_owner.lapse_dismissal.item_no is 'number of the item in that run'
/
comment on column lapse_owner.lapse_dismissal.program_id is 'the program'
/
comment on column lapse_owner.lapse_dismissal.user_id is 'the user'
/
comment on column lapse_owner.lapse_dismissal.accessed_at is 'accesses of the user to the program up to then are not recorded'
/
comment on column lapse_owner.lapse_dismissal.reason is 'why'
/
comment on column lapse_owner.lapse_dismissal.dismissed_by is 'who dismissed'
/
comment on column lapse_owner.lapse_dismissal.dismissed_at is 'when it was dismissed'
/
comment on column lapse_owner.lapse_dismissal.ended_by is 'who ended it, by reopening the item or dismissing a newer one; null while it is in force'
/
comment on column lapse_owner.lapse_dismissal.ended_at is 'when it was ended, null while it is in force'
/
comment on table lapse_owner.lapse_pause is 'times during which evening runs revoke nothing, from starts_at until ends_at (exclusive)'
/
comment on column lapse_owner.lapse_pause.pause_id is 'number of the pause'
/
comment on column lapse_owner.lapse_pause.reason is 'why'
/
comment on column lapse_owner.lapse_pause.paused_by is 'who paused'
/
comment on column lapse_owner.lapse_pause.starts_at is 'from when'
/
comment on column lapse_owner.lapse_pause.ends_at is 'until when'
/
comment on column lapse_owner.lapse_pause.resumed_by is 'who ended it early'
/
comment on table lapse_owner.lapse_restore_item is 'the revocations that the restore of this session inserts again'
/
comment on column lapse_owner.lapse_restore_item.item_no is 'number of the item, from 1 without a gap'
/
comment on column lapse_owner.lapse_restore_item.revoked_by_run is 'the run that revoked it'
/
comment on column lapse_owner.lapse_restore_item.program_id is 'the program'
/
comment on column lapse_owner.lapse_restore_item.user_id is 'the user'
/
comment on column lapse_owner.lapse_restore_item.revocation_no is 'its number in that run'
/
comment on column lapse_owner.lapse_restore_item.accessed_at is 'the last access known'
/
comment on table lapse_owner.lapse_lock is 'one row, locked by the run that works'
/
comment on column lapse_owner.lapse_lock.lock_name is 'name of the lock'
/
update lapse_owner.lapse_version v
   set v.version_num = '0023'
 where v.version_num = '0022'
/
commit
/

spool off
exit
