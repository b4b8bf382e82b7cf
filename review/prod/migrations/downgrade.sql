set define off
whenever sqlerror exit failure rollback

-- This drops lapse_revocation, which a restore reads: export it first.

-- Running downgrade 0021 -> 0020

COMMENT ON TABLE lapse_owner.lapse_last_access IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.last_access_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_last_access.run_id IS ''

/

COMMENT ON TABLE lapse_owner.lapse_sync_item IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.item_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_sync_item.accessed_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_run IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.environment IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.jobs IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.as_of IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.accepted_plan IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.accept_reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.status IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.started_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.heartbeat_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.judged_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.finished_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.exit_code IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.message IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.sql_digest IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.lapse_version IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.host_name IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run.os_user IS ''

/

COMMENT ON TABLE lapse_owner.lapse_run_step IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.step_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.job IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.step IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.transaction_kind IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.status IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.affected IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.unchanged IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.chunks IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.rejected IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.seconds IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_step.finished_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_run_count IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.job IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.count_name IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_count.count_value IS ''

/

COMMENT ON TABLE lapse_owner.lapse_watermark IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.access_log IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.read_from IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.read_to IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_watermark.synced_to IS ''

/

COMMENT ON TABLE lapse_owner.lapse_log_day IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.access_log IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.log_day IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.day_kind IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.log_rows IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.rows_without_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.usual_rows IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.lost_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_log_day.run_id IS ''

/

COMMENT ON TABLE lapse_owner.lapse_notice IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_notice.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_notice.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_notice.noticed_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_notice.run_id IS ''

/

COMMENT ON TABLE lapse_owner.lapse_candidate IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.granted_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.permission_rows IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.inactivity_days IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.last_access_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.protected_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_candidate.detail IS ''

/

COMMENT ON TABLE lapse_owner.lapse_run_program IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.permission_rows IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.rows_without_grant_date IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.inactivity_days IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.revocation_mode IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.when_silent IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.notice IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.silent_since IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.users_before IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.gap_from IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.gap_ended_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_run_program.held_reason IS ''

/

COMMENT ON TABLE lapse_owner.lapse_rejected_item IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.item_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.job IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.accessed_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.error_code IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.error_message IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_rejected_item.rejected_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_revocation IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.run_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.revocation_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.granted_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.last_access_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.inactivity_days IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.policy_reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.noticed_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.lost_day IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.revoked_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.extra_columns IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restored_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restored_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restore_reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_revocation.restore_run_id IS ''

/

COMMENT ON TABLE lapse_owner.lapse_policy IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.inactivity_days IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.revocation_mode IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.when_silent IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.notice IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.set_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_policy.set_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_exemption IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.exemption_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.approved_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.added_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.starts_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.ends_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_exemption.ended_by IS ''

/

COMMENT ON TABLE lapse_owner.lapse_accepted_day IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.access_log IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.log_day IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_as IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.accepted_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.ended_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_accepted_day.ended_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_pause IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.pause_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.reason IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.paused_by IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.starts_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.ends_at IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_pause.resumed_by IS ''

/

COMMENT ON TABLE lapse_owner.lapse_restore_item IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.item_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.revoked_by_run IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.program_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.user_id IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.revocation_no IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_restore_item.accessed_at IS ''

/

COMMENT ON TABLE lapse_owner.lapse_lock IS ''

/

COMMENT ON COLUMN lapse_owner.lapse_lock.lock_name IS ''

/

UPDATE lapse_owner.lapse_version SET version_num='0020' WHERE lapse_owner.lapse_version.version_num = '0021'

/

commit

/

-- Running downgrade 0020 -> 0019

DROP TABLE lapse_owner.lapse_restore_item

/

UPDATE lapse_owner.lapse_version SET version_num='0019' WHERE lapse_owner.lapse_version.version_num = '0020'

/

commit

/

-- Running downgrade 0019 -> 0018

DROP TABLE lapse_owner.lapse_pause

/

UPDATE lapse_owner.lapse_version SET version_num='0018' WHERE lapse_owner.lapse_version.version_num = '0019'

/

commit

/

-- Running downgrade 0018 -> 0017

DROP TABLE lapse_owner.lapse_accepted_day

/

UPDATE lapse_owner.lapse_version SET version_num='0017' WHERE lapse_owner.lapse_version.version_num = '0018'

/

commit

/

-- Running downgrade 0017 -> 0016

DROP TABLE lapse_owner.lapse_run_program

/

UPDATE lapse_owner.lapse_version SET version_num='0016' WHERE lapse_owner.lapse_version.version_num = '0017'

/

commit

/

-- Running downgrade 0016 -> 0015

DROP TABLE lapse_owner.lapse_candidate

/

UPDATE lapse_owner.lapse_version SET version_num='0015' WHERE lapse_owner.lapse_version.version_num = '0016'

/

commit

/

-- Running downgrade 0015 -> 0014

DROP TABLE lapse_owner.lapse_notice

/

UPDATE lapse_owner.lapse_version SET version_num='0014' WHERE lapse_owner.lapse_version.version_num = '0015'

/

commit

/

-- Running downgrade 0014 -> 0013

DROP TABLE lapse_owner.lapse_log_day

/

UPDATE lapse_owner.lapse_version SET version_num='0013' WHERE lapse_owner.lapse_version.version_num = '0014'

/

commit

/

-- Running downgrade 0013 -> 0012

DROP TABLE lapse_owner.lapse_watermark

/

UPDATE lapse_owner.lapse_version SET version_num='0012' WHERE lapse_owner.lapse_version.version_num = '0013'

/

commit

/

-- Running downgrade 0012 -> 0011

DELETE FROM lapse_owner.lapse_lock

/

UPDATE lapse_owner.lapse_version SET version_num='0011' WHERE lapse_owner.lapse_version.version_num = '0012'

/

commit

/

-- Running downgrade 0011 -> 0010

DROP TABLE lapse_owner.lapse_lock

/

UPDATE lapse_owner.lapse_version SET version_num='0010' WHERE lapse_owner.lapse_version.version_num = '0011'

/

commit

/

-- Running downgrade 0010 -> 0009

DROP TABLE lapse_owner.lapse_exemption

/

UPDATE lapse_owner.lapse_version SET version_num='0009' WHERE lapse_owner.lapse_version.version_num = '0010'

/

commit

/

-- Running downgrade 0009 -> 0008

DROP TABLE lapse_owner.lapse_policy

/

UPDATE lapse_owner.lapse_version SET version_num='0008' WHERE lapse_owner.lapse_version.version_num = '0009'

/

commit

/

-- Running downgrade 0008 -> 0007

DROP INDEX lapse_owner.lapse_revocation_ix

/

UPDATE lapse_owner.lapse_version SET version_num='0007' WHERE lapse_owner.lapse_version.version_num = '0008'

/

commit

/

-- Running downgrade 0007 -> 0006

DROP TABLE lapse_owner.lapse_revocation

/

UPDATE lapse_owner.lapse_version SET version_num='0006' WHERE lapse_owner.lapse_version.version_num = '0007'

/

commit

/

-- Running downgrade 0006 -> 0005

DROP TABLE lapse_owner.lapse_rejected_item

/

UPDATE lapse_owner.lapse_version SET version_num='0005' WHERE lapse_owner.lapse_version.version_num = '0006'

/

commit

/

-- Running downgrade 0005 -> 0004

DROP TABLE lapse_owner.lapse_run_count

/

UPDATE lapse_owner.lapse_version SET version_num='0004' WHERE lapse_owner.lapse_version.version_num = '0005'

/

commit

/

-- Running downgrade 0004 -> 0003

DROP TABLE lapse_owner.lapse_run_step

/

UPDATE lapse_owner.lapse_version SET version_num='0003' WHERE lapse_owner.lapse_version.version_num = '0004'

/

commit

/

-- Running downgrade 0003 -> 0002

DROP TABLE lapse_owner.lapse_run

/

UPDATE lapse_owner.lapse_version SET version_num='0002' WHERE lapse_owner.lapse_version.version_num = '0003'

/

commit

/

-- Running downgrade 0002 -> 0001

DROP TABLE lapse_owner.lapse_sync_item

/

UPDATE lapse_owner.lapse_version SET version_num='0001' WHERE lapse_owner.lapse_version.version_num = '0002'

/

commit

/

-- Running downgrade 0001 -> 

DROP TABLE lapse_owner.lapse_last_access

/

DELETE FROM lapse_owner.lapse_version WHERE lapse_owner.lapse_version.version_num = '0001'

/

commit

/

DROP TABLE lapse_owner.lapse_version

/
