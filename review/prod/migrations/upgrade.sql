set define off
whenever sqlerror exit failure rollback

CREATE TABLE lapse_owner.lapse_version (
    version_num VARCHAR2(32 CHAR) NOT NULL
)

/

-- Running upgrade  -> 0001

CREATE TABLE lapse_owner.lapse_last_access (
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    user_id VARCHAR2(255 CHAR) NOT NULL, 
    last_access_at TIMESTAMP NOT NULL, 
    run_id INTEGER NOT NULL, 
    CONSTRAINT lapse_last_access_pk PRIMARY KEY (program_id, user_id)
)

/

INSERT INTO lapse_owner.lapse_version (version_num) VALUES ('0001')

/

commit

/

-- Running upgrade 0001 -> 0002

CREATE GLOBAL TEMPORARY TABLE lapse_owner.lapse_sync_item (
    item_no NUMBER(19) NOT NULL, 
    program_id VARCHAR2(4000 CHAR) NOT NULL, 
    user_id VARCHAR2(4000 CHAR) NOT NULL, 
    accessed_at TIMESTAMP NOT NULL, 
    CONSTRAINT lapse_sync_item_pk PRIMARY KEY (item_no)
)
 ON COMMIT PRESERVE ROWS

/

UPDATE lapse_owner.lapse_version SET version_num='0002' WHERE lapse_owner.lapse_version.version_num = '0001'

/

commit

/

-- Running upgrade 0002 -> 0003

CREATE TABLE lapse_owner.lapse_run (
    run_id INTEGER NOT NULL, 
    environment VARCHAR2(255 CHAR) NOT NULL, 
    jobs VARCHAR2(255 CHAR) NOT NULL, 
    as_of DATE NOT NULL, 
    accepted_plan INTEGER, 
    accept_reason VARCHAR2(4000 CHAR), 
    status VARCHAR2(30 CHAR) NOT NULL, 
    started_at DATE NOT NULL, 
    heartbeat_at DATE NOT NULL, 
    judged_at DATE, 
    finished_at DATE, 
    exit_code INTEGER, 
    message VARCHAR2(4000 CHAR), 
    sql_digest VARCHAR2(64 CHAR) NOT NULL, 
    lapse_version VARCHAR2(30 CHAR) NOT NULL, 
    host_name VARCHAR2(255 CHAR) NOT NULL, 
    os_user VARCHAR2(255 CHAR) NOT NULL, 
    CONSTRAINT lapse_run_pk PRIMARY KEY (run_id), 
    CONSTRAINT lapse_run_status_ck CHECK (status in ('running', 'done', 'rejected', 'stopped', 'failed', 'abandoned'))
)

/

UPDATE lapse_owner.lapse_version SET version_num='0003' WHERE lapse_owner.lapse_version.version_num = '0002'

/

commit

/

-- Running upgrade 0003 -> 0004

CREATE TABLE lapse_owner.lapse_run_step (
    run_id INTEGER NOT NULL, 
    step_no INTEGER NOT NULL, 
    job VARCHAR2(128 CHAR) NOT NULL, 
    step VARCHAR2(255 CHAR) NOT NULL, 
    transaction_kind VARCHAR2(30 CHAR) NOT NULL, 
    status VARCHAR2(30 CHAR) NOT NULL, 
    affected NUMBER(19), 
    unchanged NUMBER(19), 
    chunks NUMBER(19), 
    rejected NUMBER(19), 
    seconds NUMERIC(12, 3) NOT NULL, 
    finished_at DATE NOT NULL, 
    CONSTRAINT lapse_run_step_pk PRIMARY KEY (run_id, job, step), 
    CONSTRAINT lapse_run_step_fk FOREIGN KEY(run_id) REFERENCES lapse_owner.lapse_run (run_id), 
    CONSTRAINT lapse_run_step_status_ck CHECK (status in ('done', 'stopped', 'failed', 'rolled back'))
)

/

UPDATE lapse_owner.lapse_version SET version_num='0004' WHERE lapse_owner.lapse_version.version_num = '0003'

/

commit

/

-- Running upgrade 0004 -> 0005

CREATE TABLE lapse_owner.lapse_run_count (
    run_id INTEGER NOT NULL, 
    job VARCHAR2(128 CHAR) NOT NULL, 
    count_name VARCHAR2(128 CHAR) NOT NULL, 
    count_value NUMBER(19) NOT NULL, 
    CONSTRAINT lapse_run_count_pk PRIMARY KEY (run_id, job, count_name), 
    CONSTRAINT lapse_run_count_fk FOREIGN KEY(run_id) REFERENCES lapse_owner.lapse_run (run_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0005' WHERE lapse_owner.lapse_version.version_num = '0004'

/

commit

/

-- Running upgrade 0005 -> 0006

CREATE TABLE lapse_owner.lapse_rejected_item (
    run_id INTEGER NOT NULL, 
    item_no NUMBER(19) NOT NULL, 
    job VARCHAR2(30 CHAR) NOT NULL, 
    program_id VARCHAR2(4000 CHAR) NOT NULL, 
    user_id VARCHAR2(4000 CHAR) NOT NULL, 
    accessed_at TIMESTAMP, 
    error_code VARCHAR2(30 CHAR) NOT NULL, 
    error_message VARCHAR2(4000 CHAR) NOT NULL, 
    rejected_at DATE NOT NULL, 
    CONSTRAINT lapse_rejected_item_pk PRIMARY KEY (run_id, job, item_no), 
    CONSTRAINT lapse_rejected_item_fk FOREIGN KEY(run_id) REFERENCES lapse_owner.lapse_run (run_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0006' WHERE lapse_owner.lapse_version.version_num = '0005'

/

commit

/

-- Running upgrade 0006 -> 0007

CREATE TABLE lapse_owner.lapse_revocation (
    run_id INTEGER NOT NULL, 
    revocation_no NUMBER(19) NOT NULL, 
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    user_id VARCHAR2(255 CHAR) NOT NULL, 
    granted_at TIMESTAMP(9) NOT NULL, 
    last_access_at TIMESTAMP, 
    inactivity_days INTEGER NOT NULL, 
    policy_reason VARCHAR2(4000 CHAR), 
    noticed_at TIMESTAMP, 
    lost_day DATE, 
    revoked_at DATE NOT NULL, 
    extra_columns CLOB, 
    restored_at TIMESTAMP, 
    restored_by VARCHAR2(255 CHAR), 
    restore_reason VARCHAR2(4000 CHAR), 
    restore_run_id INTEGER, 
    CONSTRAINT lapse_revocation_pk PRIMARY KEY (run_id, program_id, user_id, revocation_no), 
    CONSTRAINT lapse_revocation_fk FOREIGN KEY(run_id) REFERENCES lapse_owner.lapse_run (run_id), 
    CONSTRAINT lapse_revocation_extra_columns_ck CHECK (extra_columns is json)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0007' WHERE lapse_owner.lapse_version.version_num = '0006'

/

commit

/

-- Running upgrade 0007 -> 0008

CREATE INDEX lapse_owner.lapse_revocation_ix ON lapse_owner.lapse_revocation (program_id, user_id, run_id)

/

UPDATE lapse_owner.lapse_version SET version_num='0008' WHERE lapse_owner.lapse_version.version_num = '0007'

/

commit

/

-- Running upgrade 0008 -> 0009

CREATE TABLE lapse_owner.lapse_policy (
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    inactivity_days INTEGER, 
    revocation_mode VARCHAR2(10 CHAR) NOT NULL, 
    when_silent VARCHAR2(10 CHAR) NOT NULL, 
    notice VARCHAR2(10 CHAR) NOT NULL, 
    reason VARCHAR2(4000 CHAR) NOT NULL, 
    set_by VARCHAR2(255 CHAR) NOT NULL, 
    set_at DATE NOT NULL, 
    CONSTRAINT lapse_policy_pk PRIMARY KEY (program_id), 
    CONSTRAINT lapse_policy_days_ck CHECK (inactivity_days between 1 and 36500), 
    CONSTRAINT lapse_policy_mode_ck CHECK (revocation_mode in ('enforce', 'report', 'off')), 
    CONSTRAINT lapse_policy_silent_ck CHECK (when_silent in ('hold', 'revoke')), 
    CONSTRAINT lapse_policy_notice_ck CHECK (notice in ('on', 'off'))
)

/

UPDATE lapse_owner.lapse_version SET version_num='0009' WHERE lapse_owner.lapse_version.version_num = '0008'

/

commit

/

-- Running upgrade 0009 -> 0010

CREATE TABLE lapse_owner.lapse_exemption (
    exemption_id INTEGER NOT NULL, 
    program_id VARCHAR2(255 CHAR), 
    user_id VARCHAR2(255 CHAR), 
    reason VARCHAR2(4000 CHAR) NOT NULL, 
    approved_by VARCHAR2(255 CHAR) NOT NULL, 
    added_by VARCHAR2(255 CHAR) NOT NULL, 
    starts_at DATE NOT NULL, 
    ends_at DATE NOT NULL, 
    ended_by VARCHAR2(255 CHAR), 
    CONSTRAINT lapse_exemption_pk PRIMARY KEY (exemption_id), 
    CONSTRAINT lapse_exemption_scope_ck CHECK (program_id is not null or user_id is not null), 
    CONSTRAINT lapse_exemption_dates_ck CHECK (ends_at >= starts_at)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0010' WHERE lapse_owner.lapse_version.version_num = '0009'

/

commit

/

-- Running upgrade 0010 -> 0011

CREATE TABLE lapse_owner.lapse_lock (
    lock_name VARCHAR2(30 CHAR) NOT NULL, 
    CONSTRAINT lapse_lock_pk PRIMARY KEY (lock_name)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0011' WHERE lapse_owner.lapse_version.version_num = '0010'

/

commit

/

-- Running upgrade 0011 -> 0012

INSERT INTO lapse_owner.lapse_lock (lock_name) VALUES ('run')

/

UPDATE lapse_owner.lapse_version SET version_num='0012' WHERE lapse_owner.lapse_version.version_num = '0011'

/

commit

/

-- Running upgrade 0012 -> 0013

CREATE TABLE lapse_owner.lapse_watermark (
    access_log VARCHAR2(261 CHAR) NOT NULL, 
    run_id INTEGER NOT NULL, 
    read_from DATE NOT NULL, 
    read_to DATE, 
    synced_to DATE, 
    CONSTRAINT lapse_watermark_pk PRIMARY KEY (access_log, run_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0013' WHERE lapse_owner.lapse_version.version_num = '0012'

/

commit

/

-- Running upgrade 0013 -> 0014

CREATE TABLE lapse_owner.lapse_log_day (
    access_log VARCHAR2(261 CHAR) NOT NULL, 
    log_day DATE NOT NULL, 
    day_kind VARCHAR2(30 CHAR) NOT NULL, 
    log_rows NUMBER(19) NOT NULL, 
    rows_without_id NUMBER(19) NOT NULL, 
    usual_rows NUMBER(19), 
    lost_at DATE, 
    run_id INTEGER NOT NULL, 
    CONSTRAINT lapse_log_day_pk PRIMARY KEY (access_log, log_day)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0014' WHERE lapse_owner.lapse_version.version_num = '0013'

/

commit

/

-- Running upgrade 0014 -> 0015

CREATE TABLE lapse_owner.lapse_notice (
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    user_id VARCHAR2(255 CHAR) NOT NULL, 
    noticed_at TIMESTAMP NOT NULL, 
    run_id INTEGER NOT NULL, 
    CONSTRAINT lapse_notice_pk PRIMARY KEY (program_id, user_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0015' WHERE lapse_owner.lapse_version.version_num = '0014'

/

commit

/

-- Running upgrade 0015 -> 0016

CREATE TABLE lapse_owner.lapse_candidate (
    run_id INTEGER NOT NULL, 
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    user_id VARCHAR2(255 CHAR) NOT NULL, 
    granted_at TIMESTAMP(9) NOT NULL, 
    permission_rows NUMBER(19) NOT NULL, 
    inactivity_days INTEGER NOT NULL, 
    last_access_at TIMESTAMP, 
    protected_by VARCHAR2(30 CHAR), 
    detail VARCHAR2(255 CHAR), 
    CONSTRAINT lapse_candidate_pk PRIMARY KEY (run_id, program_id, user_id, granted_at), 
    CONSTRAINT lapse_candidate_fk FOREIGN KEY(run_id) REFERENCES lapse_owner.lapse_run (run_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0016' WHERE lapse_owner.lapse_version.version_num = '0015'

/

commit

/

-- Running upgrade 0016 -> 0017

CREATE TABLE lapse_owner.lapse_run_program (
    run_id INTEGER NOT NULL, 
    program_id VARCHAR2(255 CHAR), 
    permission_rows NUMBER(19) NOT NULL, 
    rows_without_grant_date NUMBER(19) NOT NULL, 
    inactivity_days INTEGER NOT NULL, 
    revocation_mode VARCHAR2(30 CHAR) NOT NULL, 
    when_silent VARCHAR2(30 CHAR) NOT NULL, 
    notice VARCHAR2(30 CHAR) NOT NULL, 
    silent_since TIMESTAMP, 
    users_before NUMBER(19), 
    gap_from DATE, 
    gap_ended_at DATE, 
    held_reason VARCHAR2(255 CHAR), 
    CONSTRAINT lapse_run_program_uk UNIQUE (run_id, program_id)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0017' WHERE lapse_owner.lapse_version.version_num = '0016'

/

commit

/

-- Running upgrade 0017 -> 0018

CREATE TABLE lapse_owner.lapse_accepted_day (
    access_log VARCHAR2(261 CHAR) NOT NULL, 
    log_day DATE NOT NULL, 
    accepted_id INTEGER NOT NULL, 
    accepted_as VARCHAR2(30 CHAR) NOT NULL, 
    reason VARCHAR2(4000 CHAR) NOT NULL, 
    accepted_by VARCHAR2(255 CHAR) NOT NULL, 
    accepted_at DATE NOT NULL, 
    ended_by VARCHAR2(255 CHAR), 
    ended_at DATE, 
    CONSTRAINT lapse_accepted_day_pk PRIMARY KEY (access_log, log_day, accepted_id), 
    CONSTRAINT lapse_accepted_day_accepted_as_ck CHECK (accepted_as in ('holiday', 'lost'))
)

/

UPDATE lapse_owner.lapse_version SET version_num='0018' WHERE lapse_owner.lapse_version.version_num = '0017'

/

commit

/

-- Running upgrade 0018 -> 0019

CREATE TABLE lapse_owner.lapse_pause (
    pause_id INTEGER NOT NULL, 
    reason VARCHAR2(4000 CHAR) NOT NULL, 
    paused_by VARCHAR2(255 CHAR) NOT NULL, 
    starts_at DATE NOT NULL, 
    ends_at DATE NOT NULL, 
    resumed_by VARCHAR2(255 CHAR), 
    CONSTRAINT lapse_pause_pk PRIMARY KEY (pause_id), 
    CONSTRAINT lapse_pause_dates_ck CHECK (ends_at >= starts_at)
)

/

UPDATE lapse_owner.lapse_version SET version_num='0019' WHERE lapse_owner.lapse_version.version_num = '0018'

/

commit

/

-- Running upgrade 0019 -> 0020

CREATE GLOBAL TEMPORARY TABLE lapse_owner.lapse_restore_item (
    item_no NUMBER(19) NOT NULL, 
    revoked_by_run INTEGER NOT NULL, 
    program_id VARCHAR2(255 CHAR) NOT NULL, 
    user_id VARCHAR2(255 CHAR) NOT NULL, 
    revocation_no NUMBER(19) NOT NULL, 
    accessed_at TIMESTAMP, 
    CONSTRAINT lapse_restore_item_pk PRIMARY KEY (item_no)
)
 ON COMMIT PRESERVE ROWS

/

UPDATE lapse_owner.lapse_version SET version_num='0020' WHERE lapse_owner.lapse_version.version_num = '0019'

/

commit

/

-- Running upgrade 0020 -> 0021

COMMENT ON TABLE lapse_owner.lapse_last_access IS 'the newest access of each (program, user), carried forward by sync'

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.last_access_at IS 'the newest access known; it only moves forward'

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.run_id IS 'the run that last moved it'

/

COMMENT ON TABLE lapse_owner.lapse_sync_item IS 'the items of the sync that runs in this session'

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.item_no IS 'number of the item, from 1 without a gap, by program and user'

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.program_id IS 'the program, as wide as the column of any log'

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.user_id IS 'the user, as wide as the column of any log'

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.accessed_at IS 'the newest access in the window'

/

COMMENT ON TABLE lapse_owner.lapse_run IS 'one execution of one or more jobs'

/

COMMENT ON COLUMN lapse_owner.lapse_run.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_run.environment IS 'name of the environment'

/

COMMENT ON COLUMN lapse_owner.lapse_run.jobs IS 'the jobs of the run, in their order'

/

COMMENT ON COLUMN lapse_owner.lapse_run.as_of IS 'the time as of which the run evaluates'

/

COMMENT ON COLUMN lapse_owner.lapse_run.accepted_plan IS 'the run whose list was accepted, so that no limits applied; null if none was'

/

COMMENT ON COLUMN lapse_owner.lapse_run.accept_reason IS 'why it was accepted'

/

COMMENT ON COLUMN lapse_owner.lapse_run.status IS 'running, done, rejected (done with rejected items), stopped, failed or abandoned'

/

COMMENT ON COLUMN lapse_owner.lapse_run.started_at IS 'when it started, by the clock of the database'

/

COMMENT ON COLUMN lapse_owner.lapse_run.heartbeat_at IS 'when it last changed anything'

/

COMMENT ON COLUMN lapse_owner.lapse_run.judged_at IS 'when its list of candidates was complete, null before'

/

COMMENT ON COLUMN lapse_owner.lapse_run.finished_at IS 'when it ended or was found dead'

/

COMMENT ON COLUMN lapse_owner.lapse_run.exit_code IS 'exit code of the command'

/

COMMENT ON COLUMN lapse_owner.lapse_run.message IS 'why it did not end well, or why it revoked nothing'

/

COMMENT ON COLUMN lapse_owner.lapse_run.sql_digest IS 'SHA-256 over the rendered SQL that ran'

/

COMMENT ON COLUMN lapse_owner.lapse_run.lapse_version IS 'version of lapse'

/

COMMENT ON COLUMN lapse_owner.lapse_run.host_name IS 'the host it ran on'

/

COMMENT ON COLUMN lapse_owner.lapse_run.os_user IS 'the operating system account it ran under'

/

COMMENT ON TABLE lapse_owner.lapse_run_step IS 'one step of a run'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.step_no IS 'position of the step in the run'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.job IS 'the job'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.step IS 'name of the step, from the header of its SQL file'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.transaction_kind IS 'guard, statement, chunk or tasklet'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.status IS 'done, stopped, failed or rolled back'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.affected IS 'rows affected; for a guard, the number of its reasons'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.unchanged IS 'items of a chunk step that needed no change'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.chunks IS 'chunks committed'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.rejected IS 'items rejected'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.seconds IS 'seconds taken'

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.finished_at IS 'when it ended'

/

COMMENT ON TABLE lapse_owner.lapse_run_count IS 'what a run counted besides the rows of its steps'

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.job IS 'the job that counted'

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.count_name IS 'what was counted'

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.count_value IS 'how many'

/

COMMENT ON TABLE lapse_owner.lapse_watermark IS 'the window of an access log that the sync of a run reads'

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.access_log IS 'the access log'

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.read_from IS 'where the window begins'

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.read_to IS 'the newest row up to as-of when the sync began, null for none; the next sync reads on from there'

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.synced_to IS 'as-of of the run, once its sync is finished; null before'

/

COMMENT ON TABLE lapse_owner.lapse_log_day IS 'the number of rows of an access log on each whole day, counted by each sync whose window covers the day'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.access_log IS 'the access log'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.log_day IS 'the day, at midnight'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.day_kind IS 'workday or weekend; a weekday that is a holiday counts as a workday'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.log_rows IS 'number of rows with a program and a user'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.rows_without_id IS 'number of rows without a program or a user'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.usual_rows IS 'the median of the days of its kind while the day can count as lost, otherwise null'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.lost_at IS 'as-of of the newest run that found the day lost, null for none'

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.run_id IS 'the run that counted last'

/

COMMENT ON TABLE lapse_owner.lapse_notice IS 'notices of permissions that will be revoked, for the company''s mailer'

/

COMMENT ON COLUMN lapse_owner.lapse_notice.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_notice.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_notice.noticed_at IS 'when it was written, by the clock of the database'

/

COMMENT ON COLUMN lapse_owner.lapse_notice.run_id IS 'the run that wrote it'

/

COMMENT ON TABLE lapse_owner.lapse_candidate IS 'permissions past their inactivity period; valid only if judged_at of their run is set'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.granted_at IS 'when it was granted, with its fraction of a second'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.permission_rows IS 'number of rows of the permission table it stands for'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.inactivity_days IS 'the inactivity period that applied to it, in days'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.last_access_at IS 'the last access known then, null for never'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.protected_by IS 'the first rule that protects it; null means that it lapses'

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.detail IS 'what that rule found'

/

COMMENT ON TABLE lapse_owner.lapse_run_program IS 'the programs of a run: permissions, policy, and why a program was held'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.run_id IS 'number of the run'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.program_id IS 'the program; null for permission rows that name none'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.permission_rows IS 'number of rows of the permission table'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.rows_without_grant_date IS 'number of these rows that never lapse because they have no grant date'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.inactivity_days IS 'the inactivity period that applies to it, in days'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.revocation_mode IS 'enforce, report or off, as its policy says'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.when_silent IS 'hold or revoke, as its policy says'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.notice IS 'on or off, as its policy says'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.silent_since IS 'when the program fell silent: its newest access, 1900 for never; null if not silent'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.users_before IS 'number of users with their newest access in the seven days before silent_since'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.gap_from IS 'start of the silence for which it is held, or was until recently; null for none'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.gap_ended_at IS 'as-of of the run that first found it used again'

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.held_reason IS 'why the program is held, null if it is not'

/

COMMENT ON TABLE lapse_owner.lapse_rejected_item IS 'items of a chunk step that could not be written'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.run_id IS 'the run that could not write it'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.item_no IS 'its number in that run'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.job IS 'the job that could not write it: sync or restore'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.accessed_at IS 'the access that was to be written; for a restore, the last access known'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.error_code IS 'error code of the database'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.error_message IS 'error message of the database'

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.rejected_at IS 'when it was rejected'

/

COMMENT ON TABLE lapse_owner.lapse_revocation IS 'the archive: the whole row of each revoked permission'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.run_id IS 'the run that revoked it'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.revocation_no IS 'its number in that run'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.granted_at IS 'when it was granted'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.last_access_at IS 'the last access known, null for never'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.inactivity_days IS 'the inactivity period that applied to it, in days'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.policy_reason IS 'the reason of the program''s policy, null if it had none'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.noticed_at IS 'when its notice was written, null for never'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.lost_day IS 'the newest day of its inactivity period that was accepted as lost, null for none'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.revoked_at IS 'when it was revoked'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.extra_columns IS 'the other columns of the permission row, as JSON'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restored_at IS 'when it was restored, null if it is not'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restored_by IS 'who restored it'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restore_reason IS 'why it was restored'

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restore_run_id IS 'the run that restored it'

/

COMMENT ON TABLE lapse_owner.lapse_policy IS 'the settings of one program that differ from the environment''s'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.inactivity_days IS 'its inactivity period in days, null for the environment''s'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.revocation_mode IS 'enforce, report (candidates are counted and stay) or off'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.when_silent IS 'hold or revoke if the program is silent'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.notice IS 'on or off: whether a candidate is given notice before it lapses'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.reason IS 'why it differs'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.set_by IS 'who set it'

/

COMMENT ON COLUMN lapse_owner.lapse_policy.set_at IS 'when it was set'

/

COMMENT ON TABLE lapse_owner.lapse_exemption IS 'dated exceptions, in force from starts_at until ends_at (exclusive)'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.exemption_id IS 'number of the exemption'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.program_id IS 'the program, null for all'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.user_id IS 'the user, null for all'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.reason IS 'why'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.approved_by IS 'who approved'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.added_by IS 'who added it'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.starts_at IS 'from when'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.ends_at IS 'until when'

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.ended_by IS 'who ended it early'

/

COMMENT ON TABLE lapse_owner.lapse_accepted_day IS 'lost days of the access logs that a person has accepted; in force while ended_at is null'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.access_log IS 'the access log'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.log_day IS 'the day, at midnight'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_id IS 'number of the acceptance among those of its day, from 1'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_as IS 'holiday (nobody worked) or lost (rows are missing for good)'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.reason IS 'why'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_by IS 'who accepted'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_at IS 'when it was accepted'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.ended_by IS 'who ended it, by reopening the day or accepting it again; null while it is in force'

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.ended_at IS 'when it was ended, null while it is in force'

/

COMMENT ON TABLE lapse_owner.lapse_pause IS 'times during which evening runs revoke nothing, from starts_at until ends_at (exclusive)'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.pause_id IS 'number of the pause'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.reason IS 'why'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.paused_by IS 'who paused'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.starts_at IS 'from when'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.ends_at IS 'until when'

/

COMMENT ON COLUMN lapse_owner.lapse_pause.resumed_by IS 'who ended it early'

/

COMMENT ON TABLE lapse_owner.lapse_restore_item IS 'the revocations that the restore of this session inserts again'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.item_no IS 'number of the item, from 1 without a gap'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.revoked_by_run IS 'the run that revoked it'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.program_id IS 'the program'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.user_id IS 'the user'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.revocation_no IS 'its number in that run'

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.accessed_at IS 'the last access known'

/

COMMENT ON TABLE lapse_owner.lapse_lock IS 'one row, locked by the run that works'

/

COMMENT ON COLUMN lapse_owner.lapse_lock.lock_name IS 'name of the lock'

/

UPDATE lapse_owner.lapse_version SET version_num='0021' WHERE lapse_owner.lapse_version.version_num = '0020'

/

commit

/
