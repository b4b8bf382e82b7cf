"""The sentences of `lapse why`: what a rule, a judgement or a revocation means for one permission."""

import shlex
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Facts = Mapping[str, Any]

_REVOCABLE = ("exempted", "paused", "policy_off", "report_only")  # people decide these and can withdraw them


def at(time: datetime) -> str:
    """Return a time as the database's clock shows it, to the second."""
    return f"{time:%Y-%m-%d %H:%M:%S}"


def judgement(facts: Facts, now: datetime, verb: str = "judged by run") -> str:
    """Return the judgement that an answer is based on, and its age, in parentheses.

    Args:
        facts: judged_by_run and judged_as_of.
        now: by the clock of the database.
        verb: the words before the number of the run.
    """
    return f" ({verb} {facts['judged_by_run']} as of {at(facts['judged_as_of'])}{_ago(facts['judged_as_of'], now)})"


def _ago(time: datetime, now: datetime) -> str:
    seconds = (now - time).total_seconds()
    for unit, length in (("day", 86400), ("hour", 3600)):
        if (count := int(seconds // length)) > 0:
            return f", {count:,} {unit}{'s' if count > 1 else ''} ago"
    return ", less than an hour ago"


def protection(rule: str, facts: Facts) -> str:
    """Return why a rule protects a permission, who decided it and why, and until when.

    Args:
        rule: as protected_by has it.
        facts: as of `protections`.
    """
    told = f": {facts['detail']}" if facts["detail"] else ""
    return protections(facts).get(rule, f"{rule.replace('_', ' ')}{told}")


def protections(facts: Facts) -> dict[str, str]:
    """Return the sentence of `protection` for each rule, by its name in protected_by.

    Args:
        facts: detail, accepted_plan, and decided_at, decided_by, reason and until, each None where there is none.
    """
    since = f" {at(facts['decided_at'])}" if facts["decided_at"] else ""
    by = f" by {facts['decided_by']}" if facts["decided_by"] else ""
    by += f" ({facts['reason']})" if facts["reason"] else ""
    until = f", until {at(facts['until'])}" if facts["until"] else ""
    could_lapse = f"; it can lapse from {at(facts['until'])}" if facts["until"] else ""
    told = f": {facts['detail']}" if facts["detail"] else ""
    notice = f"notice was given{since}{until}" if since else "notice is running"
    used = f"used{since}" if since else facts["detail"] or "used since the list was made"
    ahead = f",{since}" if since else told
    return {
        "restored": f"restored{since}{by}{until}",
        "exempted": f"exempted{by}{until}",
        "paused": f"revocation is paused{by}{until}",
        "policy_off": f"its program's policy is off{', set' if by else ''}{by}",
        "report_only": f"its program's policy is report-only{', set' if by else ''}{by}",
        "held_program": f"its program is held{told}",
        "came_back": f"{used}{could_lapse}",
        "future_access": f"the access log has an access dated in the future{ahead}{could_lapse}",
        "other_spelling": f"it has another spelling (case or surrounding spaces){told}",
        "not_in_accepted_plan": f"the accepted list (run {facts['accepted_plan']}) does not have it as lapsing",
        "notice_running": notice,
        "notice_missing": notice if since else "notice not yet sent; the next run writes it",
        "changed": "it changed during the run",
        "policy_changed": "its program's policy became stricter during the run",
    }


def withdrawn(rule: str, facts: Facts, now: datetime) -> str:
    """Return the note that a protection has ended; empty if it is still in force.

    Args:
        rule: as protected_by has it.
        facts: decided_at and until.
        now: by the clock of the database.
    """
    if facts["until"] and facts["until"] <= now:
        return "; this has expired, so the next judgement decides again"
    if rule in _REVOCABLE and not facts["decided_at"]:
        return "; this was withdrawn, so the next judgement decides again"
    return ""


def dismissal(facts: Facts) -> str:
    """Return the note that accesses do not count; empty where none were dismissed.

    Args:
        facts: dismissed_until, dismissed_by and dismiss_reason.
    """
    if facts["dismissed_until"] is None:
        return ""
    return (
        f"; accesses up to {at(facts['dismissed_until'])} could not be recorded, and {facts['dismissed_by']} dismissed "
        f"them ({facts['dismiss_reason']}): they do not count once the log's window has passed them"
    )


def past(facts: Facts) -> str:
    """Return what happened after a revocation of the same program and user; facts as in `runner.jobs.why`."""
    if facts["since_revoked"] is None:
        return ""
    run = f"run {facts['revoked_by_run']}"
    by = f" by {facts['restored_by']}" if facts["restored_by"] else ""
    return {
        "re-granted": f"; re-granted since {run} revoked it",
        "restored": f"; restored {facts['restored_at'] and at(facts['restored_at'])}{by} after {run} had revoked it",
        "other row": f"; {run} revoked another row of this permission",
    }[facts["since_revoked"]]


def revocation(facts: Facts, lapse: str) -> tuple[str, str | None]:
    """Return what a revocation did, and the command that restores its permission, None if that has been done.

    Args:
        facts: of the revocation, with program_id and user_id.
        lapse: the command with its environment.
    """
    words = (
        f"revoked by run {facts['run_id']} at {at(facts['revoked_at'])}: not used for {facts['inactivity_days']} days"
    )
    if facts["lost_day"]:
        words += f"; the access log lacks rows of {facts['lost_day']:%Y-%m-%d}, accepted as lost"
    if facts["restored_at"]:
        by = f" by {facts['restored_by']}" if facts["restored_by"] else ""
        return f"{words}; restored {at(facts['restored_at'])}{by}, and removed since", None
    chosen = f"--program {shlex.quote(facts['program_id'])} --user {shlex.quote(facts['user_id'])}"
    return words, f"{lapse} restore {facts['run_id']} {chosen} --reason WHY"
