"""The columns of each table of the page, and what their cells say of a row."""

from datetime import datetime

from ..database.session import Row
from .tables import DATE, NUMBER, Column, coded, day, identifier, number, or_all, text, time
from .words import Words


def _error(row: Row, words: Words) -> str:
    return f"{row['error_code']}: {row['error_message']}"


def _run_by(row: Row, words: Words) -> str:
    return f"{row['os_user']}@{row['host_name']}"


def _dismissed(row: Row, words: Words) -> str:
    if row["dismissed_by"] is None:
        return ""
    return words("note.dismissed_item", at=row["dismissed_at"], by=row["dismissed_by"], reason=row["dismiss_reason"])


def _policy(row: Row, words: Words) -> str:
    """Say what the policy of a program changes, why and who set it; nothing where it has none."""
    if row["policy_reason"] is None:
        return ""
    settings = ", ".join(words.code(name, row[name]) for name in ("revocation_mode", "when_silent"))
    if row["notice"] == "off":
        settings += f", {words('note.no_notice')}"
    set_by = {"by": row["policy_set_by"], "at": row["policy_set_at"]}
    by = f" ({words('note.set_by', **set_by)})" if row["policy_set_by"] else ""
    return f"{settings}: {row['policy_reason']}{by}"


def _result(row: Row, words: Words) -> str:
    status = words.code("status", row["status"])
    return f"{status} ({row['exit_code']})" if row["exit_code"] else status


def _accepted_as(row: Row, words: Words) -> str:
    return words.code("accepted_as", row["accepted_as"]) or words("page.open")


def _idle(row: Row, words: Words) -> str:
    """Return for how many whole days a permission had not been used when it was revoked."""
    since = max(_naive(time) for time in (row["granted_at"], row["last_access_at"]) if time)
    return f"{(row['revoked_at'] - since).days:,}"


def _naive(time: datetime) -> datetime:
    return time.replace(tzinfo=None)


def _notes(row: Row, words: Words) -> str:
    """Say what more the archive has on a revocation."""
    notes = []
    if row["policy_reason"]:
        notes.append(words("note.policy", reason=row["policy_reason"]))
    if row["noticed_at"]:
        notes.append(words("note.noticed", at=f"{row['noticed_at']:%Y-%m-%d}"))
    if row["lost_day"]:
        notes.append(words("note.lost_day", day=row["lost_day"]))
    if row["dismissed_by"]:
        notes.append(words("note.dismissed", by=row["dismissed_by"], reason=row["dismiss_reason"]))
    if row["restored_at"]:
        by, reason = (row[name] or words("page.none") for name in ("restored_by", "restore_reason"))
        notes.append(words("note.restored", at=row["restored_at"], by=by, reason=reason))
    return "; ".join(notes)


def _would_lapse(row: Row, words: Words) -> str:
    return "" if row["candidates"] is None else f"{row['candidates'] - row['protected']:,}"


RUNS = (
    *(identifier("run_id"), coded("jobs"), time("as_of"), Column("result", _result)),
    *(number("candidates"), number("protected"), number("revoked"), number("notices"), number("rejected")),
    time("started_at"),
)
MESSAGES = (identifier("run_id"), Column("result", _result), text("message"))
HISTORY = (identifier("run_id"), time("as_of"), coded("status"), number("revoked"), number("protected"))
_PROGRAM = (text("program_id"), number("permissions"), number("candidates"), number("protected"))
_DECIDED = (number("inactivity_days"), Column("policy", _policy), text("held_reason"))
PROGRAMS = (*_PROGRAM, number("revoked"), number("never_used"), *_DECIDED)
PROGRAMS_OF_PLAN = (*_PROGRAM, Column("would_lapse", _would_lapse, NUMBER), *_DECIDED)
PROTECTIONS = (
    *(coded("protected_by", "rule"), number("permissions"), number("programs"), number("users")),
    Column("meaning", lambda row, words: words.code("rule_meaning", row["protected_by"])),
)
PROTECTED = (
    *(text("program_id"), coded("protected_by", "rule"), text("detail"), number("permissions"), number("users")),
)
ABOUT_TO_LAPSE = (text("program_id"), number("permissions"), number("within_7_days"), number("within_30_days"))
NOTICES = (
    *(
        text("program_id"),
        text("user_id"),
        day("granted_at"),
        day("last_access_at", "never"),
        time("noticed_at"),
        time("lapses_from"),
    ),
)
IDLE = (text("idle_days"), number("permissions"), text("share"), number("and_more"))
HELD = (
    *(text("program_id"), number("permissions"), number("candidates"), text("held_reason")),
    *(
        day("last_free_at", "always"),
        number("runs"),
        Column("last_held", lambda row, words: str(row["run_id"]), NUMBER),
    ),
)
LOST_DAYS = (
    *(
        text("access_log"),
        Column("log_day", lambda row, words: row["log_day"], DATE),
        number("log_rows"),
        number("usual_rows"),
    ),
    *(Column("accepted_as", _accepted_as), text("accepted_by"), time("accepted_at"), text("reason")),
    *(text("ended_by"), time("ended_at")),
)
PAUSES = (
    *(time("starts_at"), time("ends_at"), text("paused_by"), text("reason")),
    Column("ended_by", lambda row, words: row["resumed_by"] or ""),
)
EXEMPTIONS = (
    *(or_all("program_id"), or_all("user_id"), text("reason"), text("approved_by"), text("added_by")),
    *(time("starts_at"), time("ends_at"), text("ended_by")),
)
PLANS = (
    *(identifier("run_id"), time("as_of"), identifier("accepted_plan"), Column("run_by", _run_by)),
    *(text("accept_reason"), number("revoked")),
)
REJECTED = (
    *(identifier("run_id"), coded("job", "jobs"), text("program_id"), text("user_id"), time("accessed_at")),
    *(Column("error", _error), Column("dismissed", _dismissed)),
)
DIGESTS = (
    *(text("sql_digest"), Column("version", lambda row, words: row["lapse_version"]), coded("jobs")),
    *(Column("run_by", _run_by), identifier("first_run"), identifier("last_run")),
)
STEPS = (
    *(
        identifier("step_no"),
        coded("job", "jobs"),
        text("step"),
        coded("transaction_kind"),
        coded("status", "step_status"),
    ),
    *(number("affected"), number("rejected")),
    Column("seconds", lambda row, words: f"{row['seconds']:.3f}", kind=NUMBER),
    Column("reasons", lambda row, words: "; ".join(row["reasons"])),
)
LIMITS = (
    Column("setting", lambda row, words: str(row["name"])),
    Column("limits", lambda row, words: words.code("limit", row["name"])),
    Column("value", lambda row, words: f"{row['value']:,}", kind=NUMBER),
)
REVOCATIONS = (
    *(text("program_id"), text("user_id"), day("granted_at"), day("last_access_at", "never")),
    *(Column("idle_days", _idle, kind=NUMBER), number("inactivity_days"), Column("notes", _notes)),
)
REVOCATIONS_OF_RUNS = (*REVOCATIONS[:-1], day("revoked_at"), identifier("run_id"), REVOCATIONS[-1])
RULES = (
    *(text("code"), Column("rule", lambda row, words: words.code("rule", row["code"]))),
    Column("meaning", lambda row, words: words.code("rule_meaning", row["code"])),
)
