"""Why one user keeps, loses or lost one permission; see docs/architecture.md."""

from datetime import datetime, timedelta
from typing import Any

from ..database.revision import check_revision
from ..database.session import Database, Row
from ..engine.run import clock
from ..errors import Exit, UsageError
from .nearest import nearest, suggestion
from .reasons import at, dismissal, judgement, past, protection, revocation, withdrawn

_USED = ("came_back", "future_access")
_NEXT = "the next run revokes it unless a guard or limit stops that run"
_PLANNED = f"was a plan: {_NEXT}"
_ENDED = {
    "stopped": "was stopped and revoked nothing: the next run that is not stopped revokes it, "
    "as does accepting that list",
    "failed": f"failed: {_NEXT}",
    "abandoned": f"was abandoned: {_NEXT}",
}
_DECIDED = ("decided_at", "decided_by", "reason", "until")


def why(database: Database, user: str, program: str) -> dict[str, Any]:
    """Read a permission and its last access, and explain what the newest judgement decided.

    Args:
        database: where.
        user: whose.
        program: of which program.

    Returns:
        user_id, program_id, now (by the clock of the database) and answers: one a row of the permission table, else
        one a row that the newest revocation took. Each has a verdict (lapses, protected, in use, idle, no grant date,
        revoked), its facts, and a sentence. Where there is no such permission and never was, answers is empty, and
        status, exit_code, message and did_you_mean, the permissions nearest to it, say so.

    Raises:
        UsageError: the user or the program is empty.
        LapseError: the database or its tables cannot be used.
    """
    if not (user and program):
        raise UsageError("USER and PROGRAM must not be empty; nothing was done")
    key = {"program_id": program, "user_id": user}
    with database.session() as session:
        check_revision(session)
        now = clock(session, None)
        rows = session.query("reports/why_permission.sql", **key)
        revoked = session.query("reports/why_revoked.sql", **key)
        if not rows and not revoked:
            near = nearest(user, program, session.query("reports/why_near_permission.sql", **key))
            near = near or nearest(user, program, session.query("reports/why_near_revoked.sql", **key))
            return key | {"now": now, "answers": []} | _not_found(user, program, near)
        decided = session.query("reports/why_decided.sql", **key)
        dismissed = session.query("reports/why_dismissed.sql", **key)
        for row in rows:
            row["used_at"] = None
            if row["protected_by"] in _USED:
                used = session.query("reports/why_used.sql", run_id=row["judged_by_run"], **key)
                row["used_at"] = used[0]["accessed_at"]
    answers = [_answer_existing(row | _dismissed(dismissed, now), now, revoked, decided) for row in rows]
    if not rows:
        lapse = database.environment.command
        newest = [
            row | key | _dismissed(dismissed, row["revoked_at"])
            for row in revoked
            if row["run_id"] == revoked[0]["run_id"]
        ]
        answers = [_answer_revoked(row, lapse) for row in newest]
    return key | {"now": now, "answers": answers}


def _not_found(user: str, program: str, near: list[dict[str, str]]) -> Row:
    message = f"{user} has no permission for {program}, and lapse never revoked one{suggestion(user, program, near)}"
    return {"status": "failed", "exit_code": int(Exit.USAGE), "message": message, "did_you_mean": near}


def _answer_revoked(row: Row, lapse: str) -> Row:
    words, command = revocation(row, lapse)
    words += dismissal(row)
    return row | {"verdict": "revoked", "answer": words, "restore_command": command}


def _answer_existing(row: Row, now: datetime, revoked: list[Row], decided: list[Row]) -> Row:
    """Return the answer for a row of the permission table: its current state, then the newest judgement."""
    used = [time for time in (row["granted_at"], row["last_access_at"]) if time and row["granted_at"]]
    row["lapses_from"] = _after(max(used), row["inactivity_days"]) if used else None
    carried_out = {(each["run_id"], each["granted_at"]) for each in revoked}
    if is_back := (row["judged_by_run"], row["granted_at"]) in carried_out:
        row |= {"is_candidate": 0, "protected_by": None, "detail": None}
    row |= _last_revocation(row, revoked) | dict.fromkeys(("protected_next_by", *_DECIDED))
    decided = decided + _automatic_decisions(row, revoked)
    if row["granted_at"] is None:
        verdict, words = "no grant date", "never lapses: it has no grant date"
    elif row["lapses_from"] > now:
        verdict, words = "in use", _in_use(row, now)
    elif rule := row["protected_by"]:
        row |= _decision(rule, decided)
        verdict, words = "protected", f"protected: {protection(rule, row)}"
        words += withdrawn(rule, row, now) + judgement(row, now)
    else:
        verdict = "lapses" if row["is_candidate"] else "idle"
        words = _unused(row, now, is_back=is_back) + _next_step(row, now, decided)
    words += dismissal(row)
    if "restored" not in (row["protected_by"], row["protected_next_by"]):
        words += past(row)
    return row | {"verdict": verdict, "answer": words}


def _in_use(row: Row, now: datetime) -> str:
    words = "in use" if row["last_access_at"] else "not past its inactivity period"
    words += f": it can lapse from {at(row['lapses_from'])}"
    return words + (f"; an older judgement lists it{judgement(row, now)}" if row["is_candidate"] else "")


def _unused(row: Row, now: datetime, *, is_back: bool) -> str:
    if row["is_candidate"]:
        words = f"lapses: not used for {row['inactivity_days']} days, and no rule protects it{judgement(row, now)}"
        is_newer = row["judged_last_access_at"] != row["last_access_at"]
        return words + ("; a newer last access was recorded after that judgement" if is_newer else "")
    due = f"due since {at(row['lapses_from'])}"
    words = f"unused for {row['inactivity_days']} days or more ({due}): the next run judges it"
    if row["judged_by_run"] is None:
        return words + "; no run has judged yet"
    if is_back:
        return words
    since = "it became due" if row["lapses_from"] > row["judged_as_of"] else "it or its program's policy changed"
    return words + f"; the newest judgement does not list it, because {since} after that{judgement(row, now, 'run')}"


def _next_step(row: Row, now: datetime, decided: list[Row]) -> str:
    """Return what the next judgement will find in addition, or else what the next run does."""
    in_force = {each["protected_by"] for each in decided if each["until"] is None or each["until"] > now}
    for rule in ("restored", "exempted", "policy_off", "report_only", "paused"):
        if rule in in_force:
            row |= _decision(rule, decided) | {"protected_next_by": rule}
            return f"; the next judgement protects it: {protection(rule, row)}"
    if not row["is_candidate"]:
        return ""
    if row["judged_status"] == "running":
        return f"; run {row['judged_by_run']} is still running"
    is_plan = "revoke" not in row["judged_jobs"].split()
    ended = _PLANNED if is_plan else _ENDED.get(row["judged_status"], f"has ended: {_NEXT}")
    return f"; run {row['judged_by_run']} {ended}"


def _automatic_decisions(row: Row, revoked: list[Row]) -> list[Row]:
    """Return the protections of a row that nobody decided: it was restored, or used."""
    days = row["judged_inactivity_days"] or row["inactivity_days"]
    found = [
        ("restored", each["restored_at"], each["restored_by"], each["restore_reason"])
        for each in revoked
        if each["restored_at"]
    ]
    decisions = [
        {"protected_by": rule, "decided_at": time, "until": _after(time, days), "decided_by": by, "reason": reason}
        for rule, time, by, reason in found
    ]
    if used := row["used_at"]:
        counts = row["dismissed_until"] is None or used > row["dismissed_until"]
        until = _after(used, days) if counts else None
        decisions.append(
            dict.fromkeys(_DECIDED) | {"protected_by": row["protected_by"], "decided_at": used, "until": until}
        )
    return decisions


def _dismissed(dismissals: list[Row], time: datetime) -> Row:
    """Return the dismissal in force at a time: its newest access, who dismissed it and why; each None without one."""
    in_force = (
        each
        for each in dismissals
        if each["dismissed_at"] <= time and (each["ended_at"] is None or each["ended_at"] > time)
    )
    found = next(in_force, dict.fromkeys(("accessed_at", "dismissed_by", "reason")))
    names = {"dismissed_until": "accessed_at", "dismissed_by": "dismissed_by", "dismiss_reason": "reason"}
    return {name: found[its] for name, its in names.items()}


def _after(time: datetime, days: int) -> datetime:
    """Return the time so many days later, or the latest possible one: the customer's times may be of any year."""
    return time + min(timedelta(days=int(days)), datetime.max.replace(microsecond=0) - time)


def _decision(rule: str, decided: list[Row]) -> Row:
    """Return since when and until when a rule protects, who decided it and why; of several, the longest."""
    of_rule = "notice_running" if rule == "notice_missing" else rule
    found = [each for each in decided if each["protected_by"] == of_rule]
    longest = max(found, key=lambda each: each["until"] or datetime.max, default={})
    return {name: longest.get(name) for name in _DECIDED}


def _last_revocation(row: Row, revoked: list[Row]) -> Row:
    """Return what happened to the newest revocation of the same program and user, or of the same grant, if any."""
    newest = [each for each in revoked if each["run_id"] == revoked[0]["run_id"]]
    same = [each for each in newest if each["granted_at"] == row["granted_at"]]
    if not newest:
        return dict.fromkeys(("since_revoked", "revoked_by_run", "revoked_at", "restored_at", "restored_by"))
    chosen = (same or newest)[0]
    if same and chosen["restored_at"]:
        since = "restored"
    elif same or (row["granted_at"] and row["granted_at"] > chosen["revoked_at"]):
        since = "re-granted"
    else:
        since = "other row"
    facts = {name: chosen[name] for name in ("revoked_at", "restored_at", "restored_by")}
    return {"since_revoked": since, "revoked_by_run": chosen["run_id"]} | facts
