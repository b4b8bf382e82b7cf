set define off
-- lapse on prod: its own tables, from 0023 to base. Not yet run on an Oracle server.
-- Run it in SQL*Plus as lapse_owner, who needs section 1 of 'lapse grants' (CREATE SESSION, CREATE TABLE, and
-- CREATE SEQUENCE for identity columns) and a quota.
-- 'base' means no tables at all. Each revision below is one DDL (the last one all comments) and its stamp in lapse_owner.lapse_version, committed at once.
-- It drops lapse_owner.lapse_revocation, which a restore reads, and all that lapse knows. Stop every lapse process first.
-- Export lapse_owner.lapse_run and lapse_owner.lapse_revocation first. To use the archive again: 'lapse migrate', import run, then revocation,
-- all before the first run. The archive refers to its runs (ORA-02291), and runs would be numbered from 1 again.
-- The dropped tables stay in the recycle bin with their personal data: 'flashback table ... to before drop' brings one
-- back, 'purge table ...' removes it.
-- If it stops, correct what the error says and start it again. It changes nothing unless lapse_owner.lapse_version stands where
-- it begins, and otherwise prints the command for the rest. If the first statement of the rest then ends with
-- ORA-00942 (no such table) or ORA-01418 (no such index), only its stamp is missing: run that alone.

whenever oserror exit failure
whenever sqlerror exit failure rollback
set echo on
spool lapse_down.log append

-- ==== stop unless the tables stand at 0023 ====
declare
  stands_at varchar2(32 char);
begin
  select nvl(max(v.version_num), 'base')
    into stands_at
    from lapse_owner.lapse_version v;
  if stands_at <> '0023' then
    raise_application_error(
      -20000,
      'nothing was done: the tables stand at ' || stands_at || ', and this script begins at 0023. '
      || 'For what is left: lapse --env prod migrate --sql --down --from ' || stands_at
    );
  end if;
end;
/

-- ==== 0023, taken back: The comments on all tables and columns, in one revision, because each of them can be repeated ====
comment on table lapse_owner.lapse_last_access is ''
/
comment on column lapse_owner.lapse_last_access.program_id is ''
/
comment on column lapse_owner.lapse_last_access.user_id is ''
/
comment on column lapse_owner.lapse_last_access.last_access_at is ''
/
comment on column lapse_owner.lapse_last_access.run_id is ''
/
comment on table lapse_owner.lapse_sync_item is ''
/
comment on column lapse_owner.lapse_sync_item.item_no is ''
/
comment on column lapse_owner.lapse_sync_item.program_id is ''
/
comment on column lapse_owner.lapse_sync_item.user_id is ''
/
comment on column lapse_owner.lapse_sync_item.accessed_at is ''
/
comment on table lapse_owner.lapse_run is ''
/
comment on column lapse_owner.lapse_run.run_id is ''
/
comment on column lapse_owner.lapse_run.environment is ''
/
comment on column lapse_owner.lapse_run.jobs is ''
/
comment on column lapse_owner.lapse_run.as_of is ''
/
comment on column lapse_owner.lapse_run.scn is ''
/
comment on column lapse_owner.lapse_run.accepted_plan is ''
/
comment on column lapse_owner.lapse_run.accept_reason is ''
/
comment on column lapse_owner.lapse_run.status is ''
/
comment on column lapse_owner.lapse_run.started_at is ''
/
comment on column lapse_owner.lapse_run.heartbeat_at is ''
/
comment on column lapse_owner.lapse_run.judged_at is ''
/
comment on column lapse_owner.lapse_run.finished_at is ''
/
comment on column lapse_owner.lapse_run.exit_code is ''
/
comment on column lapse_owner.lapse_run.message is ''
/
comment on column lapse_owner.lapse_run.sql_digest is ''
/
comment on column lapse_owner.lapse_run.lapse_version is ''
/
comment on column lapse_owner.lapse_run.host_name is ''
/
comment on column lapse_owner.lapse_run.os_user is ''
/
comment on table lapse_owner.lapse_run_step is ''
/
comment on column lapse_owner.lapse_run_step.run_id is ''
/
comment on column lapse_owner.lapse_run_step.step_no is ''
/
comment on column lapse_owner.lapse_run_step.job is ''
/
comment on column lapse_owner.lapse_run_step.step is ''
/
comment on column lapse_owner.lapse_run_step.transaction_kind is ''
/
comment on column lapse_owner.lapse_run_step.status is ''
/
comment on column lapse_owner.lapse_run_step.affected is ''
/
comment on column lapse_owner.lapse_run_step.reasons is ''
/
comment on column lapse_owner.lapse_run_step.unchanged is ''
/
comment on column lapse_owner.lapse_run_step.chunks is ''
/
comment on column lapse_owner.lapse_run_step.rejected is ''
/
comment on column lapse_owner.lapse_run_step.seconds is ''
/
comment on column lapse_owner.lapse_run_step.finished_at is ''
/
comment on table lapse_owner.lapse_run_count is ''
/
comment on column lapse_owner.lapse_run_count.run_id is ''
/
comment on column lapse_owner.lapse_run_count.job is ''
/
comment on column lapse_owner.lapse_run_count.count_name is ''
/
comment on column lapse_owner.lapse_run_count.count_value is ''
/
comment on table lapse_owner.lapse_watermark is ''
/
comment on column lapse_owner.lapse_watermark.access_log is ''
/
comment on column lapse_owner.lapse_watermark.run_id is ''
/
comment on column lapse_owner.lapse_watermark.read_from is ''
/
comment on column lapse_owner.lapse_watermark.read_to is ''
/
comment on column lapse_owner.lapse_watermark.synced_to is ''
/
comment on table lapse_owner.lapse_log_day is ''
/
comment on column lapse_owner.lapse_log_day.access_log is ''
/
comment on column lapse_owner.lapse_log_day.log_day is ''
/
comment on column lapse_owner.lapse_log_day.day_kind is ''
/
comment on column lapse_owner.lapse_log_day.log_rows is ''
/
comment on column lapse_owner.lapse_log_day.rows_without_id is ''
/
comment on column lapse_owner.lapse_log_day.usual_rows is ''
/
comment on column lapse_owner.lapse_log_day.lost_at is ''
/
comment on column lapse_owner.lapse_log_day.run_id is ''
/
comment on table lapse_owner.lapse_notice is ''
/
comment on column lapse_owner.lapse_notice.program_id is ''
/
comment on column lapse_owner.lapse_notice.user_id is ''
/
comment on column lapse_owner.lapse_notice.noticed_at is ''
/
comment on column lapse_owner.lapse_notice.run_id is ''
/
comment on table lapse_owner.lapse_candidate is ''
/
comment on column lapse_owner.lapse_candidate.run_id is ''
/
comment on column lapse_owner.lapse_candidate.program_id is ''
/
comment on column lapse_owner.lapse_candidate.user_id is ''
/
comment on column lapse_owner.lapse_candidate.granted_at is ''
/
comment on column lapse_owner.lapse_candidate.permission_rows is ''
/
comment on column lapse_owner.lapse_candidate.inactivity_days is ''
/
comment on column lapse_owner.lapse_candidate.last_access_at is ''
/
comment on column lapse_owner.lapse_candidate.protected_by is ''
/
comment on column lapse_owner.lapse_candidate.detail is ''
/
comment on table lapse_owner.lapse_run_program is ''
/
comment on column lapse_owner.lapse_run_program.run_id is ''
/
comment on column lapse_owner.lapse_run_program.program_id is ''
/
comment on column lapse_owner.lapse_run_program.permission_rows is ''
/
comment on column lapse_owner.lapse_run_program.rows_without_grant_date is ''
/
comment on column lapse_owner.lapse_run_program.inactivity_days is ''
/
comment on column lapse_owner.lapse_run_program.revocation_mode is ''
/
comment on column lapse_owner.lapse_run_program.when_silent is ''
/
comment on column lapse_owner.lapse_run_program.notice is ''
/
comment on column lapse_owner.lapse_run_program.silent_since is ''
/
comment on column lapse_owner.lapse_run_program.users_before is ''
/
comment on column lapse_owner.lapse_run_program.gap_from is ''
/
comment on column lapse_owner.lapse_run_program.gap_ended_at is ''
/
comment on column lapse_owner.lapse_run_program.held_reason is ''
/
comment on table lapse_owner.lapse_rejected_item is ''
/
comment on column lapse_owner.lapse_rejected_item.run_id is ''
/
comment on column lapse_owner.lapse_rejected_item.item_no is ''
/
comment on column lapse_owner.lapse_rejected_item.job is ''
/
comment on column lapse_owner.lapse_rejected_item.program_id is ''
/
comment on column lapse_owner.lapse_rejected_item.user_id is ''
/
comment on column lapse_owner.lapse_rejected_item.accessed_at is ''
/
comment on column lapse_owner.lapse_rejected_item.error_code is ''
/
comment on column lapse_owner.lapse_rejected_item.error_message is ''
/
comment on column lapse_owner.lapse_rejected_item.rejected_at is ''
/
comment on table lapse_owner.lapse_revocation is ''
/
comment on column lapse_owner.lapse_revocation.run_id is ''
/
comment on column lapse_owner.lapse_revocation.revocation_no is ''
/
comment on column lapse_owner.lapse_revocation.program_id is ''
/
comment on column lapse_owner.lapse_revocation.user_id is ''
/
comment on column lapse_owner.lapse_revocation.granted_at is ''
/
comment on column lapse_owner.lapse_revocation.last_access_at is ''
/
comment on column lapse_owner.lapse_revocation.inactivity_days is ''
/
comment on column lapse_owner.lapse_revocation.policy_reason is ''
/
comment on column lapse_owner.lapse_revocation.noticed_at is ''
/
comment on column lapse_owner.lapse_revocation.lost_day is ''
/
comment on column lapse_owner.lapse_revocation.revoked_at is ''
/
comment on column lapse_owner.lapse_revocation.extra_columns is ''
/
comment on column lapse_owner.lapse_revocation.restored_at is ''
/
comment on column lapse_owner.lapse_revocation.restored_by is ''
/
comment on column lapse_owner.lapse_revocation.restore_reason is ''
/
comment on column lapse_owner.lapse_revocation.restore_run_id is ''
/
comment on table lapse_owner.lapse_policy is ''
/
comment on column lapse_owner.lapse_policy.program_id is ''
/
comment on column lapse_owner.lapse_policy.inactivity_days is ''
/
comment on column lapse_owner.lapse_policy.revocation_mode is ''
/
comment on column lapse_owner.lapse_policy.when_silent is ''
/
comment on column lapse_owner.lapse_policy.notice is ''
/
comment on column lapse_owner.lapse_policy.reason is ''
/
comment on column lapse_owner.lapse_policy.set_by is ''
/
comment on column lapse_owner.lapse_policy.set_at is ''
/
comment on table lapse_owner.lapse_exemption is ''
/
comment on column lapse_owner.lapse_exemption.exemption_id is ''
/
comment on column lapse_owner.lapse_exemption.program_id is ''
/
comment on column lapse_owner.lapse_exemption.user_id is ''
/
comment on column lapse_owner.lapse_exemption.reason is ''
/
comment on column lapse_owner.lapse_exemption.approved_by is ''
/
comment on column lapse_owner.lapse_exemption.added_by is ''
/
comment on column lapse_owner.lapse_exemption.starts_at is ''
/
comment on column lapse_owner.lapse_exemption.ends_at is ''
/
comment on column lapse_owner.lapse_exemption.ended_by is ''
/
comment on table lapse_owner.lapse_accepted_day is ''
/
comment on column lapse_owner.lapse_accepted_day.access_log is ''
/
comment on column lapse_owner.lapse_accepted_day.log_day is ''
/
comment on column lapse_owner.lapse_accepted_day.accepted_id is ''
/
comment on column lapse_owner.lapse_accepted_day.accepted_as is ''
/
comment on column lapse_owner.lapse_accepted_day.reason is ''
/
comment on column lapse_owner.lapse_accepted_day.accepted_by is ''
/
comment on column lapse_owner.lapse_accepted_day.accepted_at is ''
/
comment on column lapse_owner.lapse_accepted_day.ended_by is ''
/
comment on column lapse_owner.lapse_accepted_day.ended_at is ''
/
comment on table lapse_owner.lapse_dismissal is ''
/
comment on column lapse_owner.lapse_dismissal.dismissal_id is ''
/
comment on column lapse_owner.lapse_dismissal.run_id is ''
/
comment on column lapse_owner.lapse_dismissal.item_no is ''
/
comment on column lapse_owner.lapse_dismissal.program_id is ''
/
comment on column lapse_owner.lapse_dismissal.user_id is ''
/
comment on column lapse_owner.lapse_dismissal.accessed_at is ''
/
comment on column lapse_owner.lapse_dismissal.reason is ''
/
comment on column lapse_owner.lapse_dismissal.dismissed_by is ''
/
comment on column lapse_owner.lapse_dismissal.dismissed_at is ''
/
comment on column lapse_owner.lapse_dismissal.ended_by is ''
/
comment on column lapse_owner.lapse_dismissal.ended_at is ''
/
comment on table lapse_owner.lapse_pause is ''
/
comment on column lapse_owner.lapse_pause.pause_id is ''
/
comment on column lapse_owner.lapse_pause.reason is ''
/
comment on column lapse_owner.lapse_pause.paused_by is ''
/
comment on column lapse_owner.lapse_pause.starts_at is ''
/
comment on column lapse_owner.lapse_pause.ends_at is ''
/
comment on column lapse_owner.lapse_pause.resumed_by is ''
/
comment on table lapse_owner.lapse_restore_item is ''
/
comment on column lapse_owner.lapse_restore_item.item_no is ''
/
comment on column lapse_owner.lapse_restore_item.revoked_by_run is ''
/
comment on column lapse_owner.lapse_restore_item.program_id is ''
/
comment on column lapse_owner.lapse_restore_item.user_id is ''
/
comment on column lapse_owner.lapse_restore_item.revocation_no is ''
/
comment on column lapse_owner.lapse_restore_item.accessed_at is ''
/
comment on table lapse_owner.lapse_lock is ''
/
comment on column lapse_owner.lapse_lock.lock_name is ''
/
update lapse_owner.lapse_version v
   set v.version_num = '0022'
 where v.version_num = '0023'
/
commit
/

-- ==== 0022, taken back: An index on the time of the revocations, for audit and status, which read a period of the archive ====
drop index lapse_owner.lapse_revocation_at_ix
/
update lapse_owner.lapse_version v
   set v.version_num = '0021'
 where v.version_num = '0022'
/
commit
/

-- ==== 0021, taken back: The rejected items of a sync that a person has dismissed, as wide as the items ====
drop table lapse_owner.lapse_dismissal
/
update lapse_owner.lapse_version v
   set v.version_num = '0020'
 where v.version_num = '0021'
/
commit
/

-- ==== 0020, taken back: The numbered revocations that one restore inserts again ====
-- Rows of this session go; ORA-14452 says that another session still has some: end it (gv$lock, type TO).
truncate table lapse_owner.lapse_restore_item
/
drop table lapse_owner.lapse_restore_item
/
update lapse_owner.lapse_version v
   set v.version_num = '0019'
 where v.version_num = '0020'
/
commit
/

-- ==== 0019, taken back: The times during which evening runs revoke nothing ====
drop table lapse_owner.lapse_pause
/
update lapse_owner.lapse_version v
   set v.version_num = '0018'
 where v.version_num = '0019'
/
commit
/

-- ==== 0018, taken back: The lost days of the access logs that a person has accepted ====
drop table lapse_owner.lapse_accepted_day
/
update lapse_owner.lapse_version v
   set v.version_num = '0017'
 where v.version_num = '0018'
/
commit
/

-- ==== 0017, taken back: The permissions and the policy of each program in a run, and why it was held ====
drop table lapse_owner.lapse_run_program
/
update lapse_owner.lapse_version v
   set v.version_num = '0016'
 where v.version_num = '0017'
/
commit
/

-- ==== 0016, taken back: The candidates of each run: each lapses, or a named rule protects it ====
drop table lapse_owner.lapse_candidate
/
update lapse_owner.lapse_version v
   set v.version_num = '0015'
 where v.version_num = '0016'
/
commit
/

-- ==== 0015, taken back: The notices of permissions that will be revoked ====
drop table lapse_owner.lapse_notice
/
update lapse_owner.lapse_version v
   set v.version_num = '0014'
 where v.version_num = '0015'
/
commit
/

-- ==== 0014, taken back: The number of rows of each access log on each whole day ====
drop table lapse_owner.lapse_log_day
/
update lapse_owner.lapse_version v
   set v.version_num = '0013'
 where v.version_num = '0014'
/
commit
/

-- ==== 0013, taken back: The window of each access log that each sync reads, and whether it was read to its end ====
drop table lapse_owner.lapse_watermark
/
update lapse_owner.lapse_version v
   set v.version_num = '0012'
 where v.version_num = '0013'
/
commit
/

-- ==== 0012, taken back: The one row of the lock table; without it no run can start ====
delete from lapse_owner.lapse_lock
/
update lapse_owner.lapse_version v
   set v.version_num = '0011'
 where v.version_num = '0012'
/
commit
/

-- ==== 0011, taken back: The row that a run locks while it works ====
drop table lapse_owner.lapse_lock
/
update lapse_owner.lapse_version v
   set v.version_num = '0010'
 where v.version_num = '0011'
/
commit
/

-- ==== 0010, taken back: Dated exceptions of a program, a user, or one user in one program ====
drop table lapse_owner.lapse_exemption
/
update lapse_owner.lapse_version v
   set v.version_num = '0009'
 where v.version_num = '0010'
/
commit
/

-- ==== 0009, taken back: The settings of one program that differ from the environment's ====
drop table lapse_owner.lapse_policy
/
update lapse_owner.lapse_version v
   set v.version_num = '0008'
 where v.version_num = '0009'
/
commit
/

-- ==== 0008, taken back: An index on the program and user of the archive, for restore and DELETE ====
drop index lapse_owner.lapse_revocation_ix
/
update lapse_owner.lapse_version v
   set v.version_num = '0007'
 where v.version_num = '0008'
/
commit
/

-- ==== 0007, taken back: The archive: the whole row of each revoked permission ====
drop table lapse_owner.lapse_revocation
/
update lapse_owner.lapse_version v
   set v.version_num = '0006'
 where v.version_num = '0007'
/
commit
/

-- ==== 0006, taken back: The items of chunk steps that could not be written, with the database's error ====
drop table lapse_owner.lapse_rejected_item
/
update lapse_owner.lapse_version v
   set v.version_num = '0005'
 where v.version_num = '0006'
/
commit
/

-- ==== 0005, taken back: What a run counted besides the rows of its steps ====
drop table lapse_owner.lapse_run_count
/
update lapse_owner.lapse_version v
   set v.version_num = '0004'
 where v.version_num = '0005'
/
commit
/

-- ==== 0004, taken back: One row per step of a run ====
drop table lapse_owner.lapse_run_step
/
update lapse_owner.lapse_version v
   set v.version_num = '0003'
 where v.version_num = '0004'
/
commit
/

-- ==== 0003, taken back: One row per run ====
drop table lapse_owner.lapse_run
/
update lapse_owner.lapse_version v
   set v.version_num = '0002'
 where v.version_num = '0003'
/
commit
/

-- ==== 0002, taken back: The numbered items of one sync; the columns are wide, so that only the MERGE can refuse an item ====
-- Rows of this session go; ORA-14452 says that another session still has some: end it (gv$lock, type TO).
truncate table lapse_owner.lapse_sync_item
/
drop table lapse_owner.lapse_sync_item
/
update lapse_owner.lapse_version v
   set v.version_num = '0001'
 where v.version_num = '0002'
/
commit
/

-- ==== 0001, taken back: The newest access of each (program, user) ====
drop table lapse_owner.lapse_last_access
/
delete from lapse_owner.lapse_version v
 where v.version_num = '0001'
/
commit
/

-- ==== the table of the stamps ====
drop table lapse_owner.lapse_version
/

spool off
exit
