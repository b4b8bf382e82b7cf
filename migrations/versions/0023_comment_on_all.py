"""The comments on all tables and columns, in one revision, because each of them can be repeated."""

from alembic import op
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.schema import SetColumnComment, SetTableComment

from lapse_names import schema, table

revision = "0023"
down_revision = "0022"

# By table; "" is the comment on the table itself.
COMMENTS: dict[str, dict[str, str]] = {
    "last_access": {
        "": "the newest access of each (program, user), carried forward by sync",
        "program_id": "the program",
        "user_id": "the user",
        "last_access_at": "the newest access known; it only moves forward",
        "run_id": "the run that last moved it",
    },
    "sync_item": {
        "": "the items of the sync that runs in this session",
        "item_no": "number of the item, from 1 without a gap, by program and user",
        "program_id": "the program, as wide as the column of any log",
        "user_id": "the user, as wide as the column of any log",
        "accessed_at": "the newest access in the window",
    },
    "run": {
        "": "one execution of one or more jobs",
        "run_id": "number of the run",
        "environment": "name of the environment",
        "jobs": "the jobs of the run, in their order",
        "as_of": "the time as of which the run evaluates",
        "scn": "system change number when it began, or seconds before, for a flashback; null for none",
        "accepted_plan": "the run whose list was accepted, so that no limits applied; null if none was",
        "accept_reason": "why it was accepted",
        "status": "running, done, rejected (done with rejected items), stopped, failed or abandoned",
        "started_at": "when it started, by the clock of the database",
        "heartbeat_at": "when it last changed anything",
        "judged_at": "when its list of candidates was complete, null before",
        "finished_at": "when it ended or was found dead",
        "exit_code": "exit code of the command",
        "message": "why it did not end well, or why it revoked nothing",
        "sql_digest": "SHA-256 over the rendered SQL that ran",
        "lapse_version": "version of lapse",
        "host_name": "the host it ran on",
        "os_user": "the operating system account it ran under",
    },
    "run_step": {
        "": "one step of a run",
        "run_id": "number of the run",
        "step_no": "position of the step in the run",
        "job": "the job",
        "step": "name of the step, from the header of its SQL file",
        "transaction_kind": "guard, statement, chunk or tasklet",
        "status": "done, stopped, failed or rolled back",
        "affected": "rows affected; for a guard, the number of its reasons",
        "reasons": "reasons of a guard to stop, a JSON array of texts; null for none",
        "unchanged": "items of a chunk step that needed no change",
        "chunks": "chunks committed",
        "rejected": "items rejected",
        "seconds": "seconds taken",
        "finished_at": "when it ended",
    },
    "run_count": {
        "": "what a run counted besides the rows of its steps",
        "run_id": "number of the run",
        "job": "the job that counted",
        "count_name": "what was counted",
        "count_value": "how many",
    },
    "watermark": {
        "": "the window of an access log that the sync of a run reads",
        "access_log": "the access log",
        "run_id": "number of the run",
        "read_from": "where the window begins",
        "read_to": "the newest row up to as-of when the sync began, null for none; the next sync reads on from there",
        "synced_to": "as-of of the run, once its sync is finished; null before",
    },
    "log_day": {
        "": "the number of rows of an access log on each whole day, counted by each sync whose window covers the day",
        "access_log": "the access log",
        "log_day": "the day, at midnight",
        "day_kind": "workday or weekend; a weekday that is a holiday counts as a workday",
        "log_rows": "number of rows with a program and a user",
        "rows_without_id": "number of rows without a program or a user",
        "usual_rows": "the median of the days of its kind while the day can count as lost, otherwise null",
        "lost_at": "as-of of the newest run that found the day lost, null for none",
        "run_id": "the run that counted last",
    },
    "notice": {
        "": "notices of permissions that will be revoked, for the company's mailer",
        "program_id": "the program",
        "user_id": "the user",
        "noticed_at": "when it was written, by the clock of the database",
        "run_id": "the run that wrote it",
    },
    "candidate": {
        "": "permissions past their inactivity period; valid only if judged_at of their run is set",
        "run_id": "number of the run",
        "program_id": "the program",
        "user_id": "the user",
        "granted_at": "when it was granted, with its fraction of a second",
        "permission_rows": "number of rows of the permission table it stands for",
        "inactivity_days": "the inactivity period that applied to it, in days",
        "last_access_at": "the last access known then, null for never",
        "protected_by": "the first rule that protects it; null means that it lapses",
        "detail": "what that rule found",
    },
    "run_program": {
        "": "the programs of a run: permissions, policy, and why a program was held",
        "run_id": "number of the run",
        "program_id": "the program; null for permission rows that name none",
        "permission_rows": "number of rows of the permission table",
        "rows_without_grant_date": "number of these rows that never lapse because they have no grant date",
        "inactivity_days": "the inactivity period that applies to it, in days",
        "revocation_mode": "enforce, report or off, as its policy says",
        "when_silent": "hold or revoke, as its policy says",
        "notice": "on or off, as its policy says",
        "silent_since": "when the program fell silent: its newest access, 1900 for never; null if not silent",
        "users_before": "number of users with their newest access in the seven days before silent_since",
        "gap_from": "start of the silence for which it is held, or was until recently; null for none",
        "gap_ended_at": "as-of of the run that first found it used again",
        "held_reason": "why the program is held, null if it is not",
    },
    "rejected_item": {
        "": "items of a chunk step that could not be written",
        "run_id": "the run that could not write it",
        "item_no": "its number in that run",
        "job": "the job that could not write it: sync or restore",
        "program_id": "the program",
        "user_id": "the user",
        "accessed_at": "the access that was to be written; for a restore, the last access known",
        "error_code": "error code of the database",
        "error_message": "error message of the database",
        "rejected_at": "when it was rejected",
    },
    "revocation": {
        "": "the archive: the whole row of each revoked permission",
        "run_id": "the run that revoked it",
        "revocation_no": "its number in that run",
        "program_id": "the program",
        "user_id": "the user",
        "granted_at": "when it was granted",
        "last_access_at": "the last access known, null for never",
        "inactivity_days": "the inactivity period that applied to it, in days",
        "policy_reason": "the reason of the program's policy, null if it had none",
        "noticed_at": "when its notice was written, null for never",
        "lost_day": "the newest day of its inactivity period that was accepted as lost, null for none",
        "revoked_at": "when it was revoked",
        "extra_columns": "the other columns of the permission row, as JSON",
        "restored_at": "when it was restored, null if it is not",
        "restored_by": "who restored it",
        "restore_reason": "why it was restored",
        "restore_run_id": "the run that restored it",
    },
    "policy": {
        "": "the settings of one program that differ from the environment's",
        "program_id": "the program",
        "inactivity_days": "its inactivity period in days, null for the environment's",
        "revocation_mode": "enforce, report (candidates are counted and stay) or off",
        "when_silent": "hold or revoke if the program is silent",
        "notice": "on or off: whether a candidate is given notice before it lapses",
        "reason": "why it differs",
        "set_by": "who set it",
        "set_at": "when it was set",
    },
    "exemption": {
        "": "dated exceptions, in force from starts_at until ends_at (exclusive)",
        "exemption_id": "number of the exemption",
        "program_id": "the program, null for all",
        "user_id": "the user, null for all",
        "reason": "why",
        "approved_by": "who approved",
        "added_by": "who added it",
        "starts_at": "from when",
        "ends_at": "until when",
        "ended_by": "who ended it early",
    },
    "accepted_day": {
        "": "lost days of the access logs that a person has accepted; in force while ended_at is null",
        "access_log": "the access log",
        "log_day": "the day, at midnight",
        "accepted_id": "number of the acceptance",
        "accepted_as": "holiday (nobody worked) or lost (rows are missing for good)",
        "reason": "why",
        "accepted_by": "who accepted",
        "accepted_at": "when it was accepted",
        "ended_by": "who ended it, by reopening the day or accepting it again; null while it is in force",
        "ended_at": "when it was ended, null while it is in force",
    },
    "dismissal": {
        "": "rejected items of a sync that a person has dismissed; in force while ended_at is null",
        "dismissal_id": "number of the dismissal",
        "run_id": "the run that rejected the item",
        "item_no": "number of the item in that run",
        "program_id": "the program",
        "user_id": "the user",
        "accessed_at": "accesses of the user to the program up to then are not recorded",
        "reason": "why",
        "dismissed_by": "who dismissed",
        "dismissed_at": "when it was dismissed",
        "ended_by": "who ended it, by reopening the item or dismissing a newer one; null while it is in force",
        "ended_at": "when it was ended, null while it is in force",
    },
    "pause": {
        "": "times during which evening runs revoke nothing, from starts_at until ends_at (exclusive)",
        "pause_id": "number of the pause",
        "reason": "why",
        "paused_by": "who paused",
        "starts_at": "from when",
        "ends_at": "until when",
        "resumed_by": "who ended it early",
    },
    "restore_item": {
        "": "the revocations that the restore of this session inserts again",
        "item_no": "number of the item, from 1 without a gap",
        "revoked_by_run": "the run that revoked it",
        "program_id": "the program",
        "user_id": "the user",
        "revocation_no": "its number in that run",
        "accessed_at": "the last access known",
    },
    "lock": {
        "": "one row, locked by the run that works",
        "lock_name": "name of the lock",
    },
}


def upgrade() -> None:
    for word, comments in COMMENTS.items():
        _comment(_table(word, comments))


def downgrade() -> None:
    for word, comments in COMMENTS.items():
        _comment(_table(word, dict.fromkeys(comments, "")))  # Oracle takes no NULL here


def _comment(commented: Table) -> None:
    op.execute(SetTableComment(commented))
    for column in commented.columns:
        op.execute(SetColumnComment(column))


def _table(word: str, comments: dict[str, str]) -> Table:
    columns = (Column(name, String(1), comment=text) for name, text in comments.items() if name)
    return Table(table(word), MetaData(), *columns, comment=comments[""], schema=schema())
