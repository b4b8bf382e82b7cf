"""A comment on every table and column; each can be repeated, so that they share a revision."""

from alembic import op
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.schema import SetColumnComment, SetTableComment

from runner.database.schema import schema, table

revision = "0021"
down_revision = "0020"

# Per table: "" is the comment of the table itself.
COMMENTS: dict[str, dict[str, str]] = {
    "last_access": {
        "": "the newest access of each (program, user), carried forward by sync",
        "program_id": "the program",
        "user_id": "the user",
        "last_access_at": "the newest access known; it only moves forward",
        "run_id": "the run that moved it last",
    },
    "sync_item": {
        "": "the items of the sync that runs in this session",
        "item_no": "number of the item, from 1 without a gap, by program and user",
        "program_id": "the program, as wide as the log may hold it",
        "user_id": "the user, as wide as the log may hold it",
        "accessed_at": "the newest access in the window",
    },
    "run": {
        "": "one execution of one or more jobs",
        "run_id": "number of the run",
        "environment": "name of the environment",
        "jobs": "the jobs of the run, in their order",
        "as_of": "the instant the run evaluates",
        "accepted_plan": "the run whose list lifted the limits, null where they held",
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
        "os_user": "the account of the operating system it ran under",
    },
    "run_step": {
        "": "one step of a run",
        "run_id": "number of the run",
        "step_no": "place of the step in the run",
        "job": "the job",
        "step": "name of the step, from the header of its SQL file",
        "transaction_kind": "guard, statement, chunk or tasklet",
        "status": "done, stopped, failed or rolled back",
        "affected": "rows affected; of a guard, its reasons",
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
        "read_to": "the newest row up to as-of when the sync began, null for none; from there the next sync reads",
        "synced_to": "as-of of the run, once its sync is finished; null before",
    },
    "log_day": {
        "": "how many rows an access log has of a whole day, 0 included, counted by each sync whose window covers it",
        "access_log": "the access log",
        "log_day": "midnight that the day begins with",
        "day_kind": "workday or weekend; a weekday that is a holiday counts as a workday",
        "log_rows": "how many rows that name a program and a user",
        "rows_without_id": "how many rows more that do not",
        "usual_rows": "the median of the days of its kind, while the day can count as lost; null before and after",
        "lost_at": "as-of of the newest run that found it lost; null for none",
        "run_id": "the run that counted last",
    },
    "notice": {
        "": "permissions about to lapse, noted for the company's mailer",
        "program_id": "the program",
        "user_id": "the user",
        "noticed_at": "when, by the clock of the database",
        "run_id": "the run that noted it",
    },
    "candidate": {
        "": "permissions past their inactivity period; to be read only where judged_at of their run is set",
        "run_id": "number of the run",
        "program_id": "the program",
        "user_id": "the user",
        "granted_at": "when it was granted, with its fraction of a second",
        "permission_rows": "how many rows of the permission table it stands for",
        "inactivity_days": "the days of inactivity it was held to",
        "last_access_at": "the last access known then, null for never",
        "protected_by": "the first rule that protects it; null: it lapses",
        "detail": "what that rule says of it",
    },
    "run_program": {
        "": "what a run counted of each program",
        "run_id": "number of the run",
        "program_id": "the program; null for permission rows that name none",
        "permission_rows": "how many rows of the permission table",
        "rows_without_grant_date": "how many of them never lapse because they have no grant date",
        "inactivity_days": "the days of inactivity that count for it",
        "revocation_mode": "enforce, report or off, as its policy says",
        "when_silent": "hold or revoke, as its policy says",
        "notice": "on or off, as its policy says",
        "silent_since": "the newest access of anyone, where it is some days ago; 1900 for never; else null",
        "users_before": "of a silent program, the users with their newest access in the seven days before",
        "gap_from": "where the silence began that holds it, or held it until lately, within its days; null for none",
        "gap_ended_at": "as-of of the run that first found it used again",
        "held_reason": "why all its candidates are protected, null where they are not",
    },
    "rejected_item": {
        "": "items of a chunk step that could not be written",
        "run_id": "the run that could not write it",
        "item_no": "its number in that run",
        "job": "the job that could not write it: sync or restore",
        "program_id": "the program",
        "user_id": "the user",
        "accessed_at": "the access that was to be carried forward; of a restore, the last access known",
        "error_code": "code of the database",
        "error_message": "words of the database",
        "rejected_at": "when",
    },
    "revocation": {
        "": "the archive of every permission that lapsed",
        "run_id": "the run that took it",
        "revocation_no": "its number in that run",
        "program_id": "the program",
        "user_id": "the user",
        "granted_at": "when it had been granted",
        "last_access_at": "the last access known, null for never",
        "inactivity_days": "the days of inactivity it was held to",
        "policy_reason": "the reason of the program's policy, null where it had none",
        "noticed_at": "when it had been noted, null for never",
        "lost_day": "the newest day of its period accepted as lost: the log lacks rows of it; null for none",
        "revoked_at": "when it was taken",
        "extra_columns": "the other columns of the permission row, as JSON",
        "restored_at": "when it was put back, null while it is not",
        "restored_by": "who put it back",
        "restore_reason": "why",
        "restore_run_id": "the run that put it back",
    },
    "policy": {
        "": "what holds for one program, where it differs from the environment",
        "program_id": "the program",
        "inactivity_days": "days of inactivity after which a permission lapses, null for the environment's",
        "revocation_mode": "enforce, report (what would lapse is counted and stays) or off",
        "when_silent": "hold or revoke where nobody used the program in all its days",
        "notice": "on or off: whether a candidate is noted before it lapses",
        "reason": "why it differs",
        "set_by": "who set it",
        "set_at": "when",
    },
    "exemption": {
        "": "dated exceptions; in force from starts_at until before ends_at",
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
        "": "lost days of the access logs that a person has accepted; in force where ended_at is null",
        "access_log": "the access log",
        "log_day": "midnight that the day begins with",
        "accepted_id": "number of the acceptance among those of its day, from 1",
        "accepted_as": "holiday (nobody worked) or lost (rows are missing and will not come)",
        "reason": "why",
        "accepted_by": "who accepted",
        "accepted_at": "when",
        "ended_by": "who ended it, by reopening the day or accepting it again; null while it is in force",
        "ended_at": "when it was ended, null while it is in force",
    },
    "pause": {
        "": "times during which evenings revoke nothing; in force from starts_at until before ends_at",
        "pause_id": "number of the pause",
        "reason": "why",
        "paused_by": "who paused",
        "starts_at": "from when",
        "ends_at": "until when",
        "resumed_by": "who ended it early",
    },
    "restore_item": {
        "": "the revocations that the restore of this session puts back",
        "item_no": "number of the item, from 1 without a gap",
        "revoked_by_run": "the run that took it",
        "program_id": "the program",
        "user_id": "the user",
        "revocation_no": "its number in that run",
        "accessed_at": "the last access known",
    },
    "lock": {
        "": "one row, held FOR UPDATE by the run that works",
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
