"""A report built from plain lists: a made-up company with Korean names and names made to break a page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from runner.database.session import Row
from runner.report.data import Report

HOSTILE = "<script>window.hacked=1</script>"
BREAKING = """'"><img src=x onerror=window.hacked=1>{{ 7 * 7 }}</td></table></title></style>&amp;"""
NAMES = ("김민준", "이서연", "박지훈", "O'Neil & Sons", HOSTILE, BREAKING)
AS_OF = datetime(2026, 9, 30, 18)
DIGEST = "9f2c" * 16


def run(run_id: int, **changed: Any) -> Row:
    """Return an evening that ended well, or what it is changed to."""
    as_of = AS_OF - timedelta(days=40 - run_id)
    row = {
        "run_id": run_id,
        "jobs": "sync judge revoke",
        "is_evening": 1,
        "as_of": as_of,
        "started_at": as_of + timedelta(seconds=2),
        "finished_at": as_of + timedelta(seconds=9),
        "status": "done",
        "exit_code": 0,
        "message": None,
        "candidates": 12,
        "revoked": run_id * 7 % 23,
        "protected": 4,
        "notices": 2,
        "rejected": 0,
        "os_user": "lapse",
        "host_name": "batch01",
        "accepted_plan": None,
        "accept_reason": None,
        "sql_digest": DIGEST,
        "lapse_version": "1.0.0",
    }
    return row | changed


def revocations(count: int) -> Iterator[Row]:
    """Yield revocations of run 40, by program and user."""
    for place in range(count):
        yield {
            "program_id": f"PRG{place // 50:04}",
            "user_id": f"user{place:06}" if place % 37 else NAMES[place // 37 % len(NAMES)],
            "granted_at": AS_OF - timedelta(days=100 + place % 900),
            "last_access_at": AS_OF - timedelta(days=91 + place % 400) if place % 3 else None,
            "inactivity_days": 90,
            "policy_reason": BREAKING if place % 101 == 5 else None,
            "noticed_at": AS_OF - timedelta(days=14) if place % 53 == 1 else None,
            "lost_day": "2026-08-03" if place % 97 == 2 else None,
            "revoked_at": AS_OF + timedelta(seconds=8),
            "run_id": 40,
            "restored_at": AS_OF + timedelta(days=1) if place % 61 == 3 else None,
            "restored_by": "이서연" if place % 61 == 3 else None,
            "restore_reason": "휴직 후 복귀" if place % 61 == 3 else None,
            "dismissed_by": "박지훈" if place % 89 == 4 else None,
            "dismiss_reason": HOSTILE if place % 89 == 4 else None,
        }


def made_report(count: int = 300, **changed: Any) -> Report:
    """Return a report of one evening with something in every section.

    Args:
        count: of revocations.
        changed: fields of the report that differ.
    """
    history = [run(run_id, **({} if run_id % 17 else {"status": "stopped", "revoked": 0})) for run_id in range(1, 41)]
    fields: dict[str, Any] = {
        "environment": "인사 <prod>",
        "version": "1.0.0",
        "made_at": AS_OF + timedelta(days=2),
        "made_by": f"ann@{HOSTILE}",
        "utc_offset": "+09:00",
        "permission_table": "app.permission",
        "logs": [{"access_log": HOSTILE, "first_day": "2026-01-01", "last_day": "2026-09-29"}],
        "first_as_of": AS_OF - timedelta(days=39),
        "review_required": True,
        "exemption_days": 14,
        "run_id": 40,
        "from_at": None,
        "to_at": None,
        "inactivity_days": 90,
        "notice_days": 14,
        "limits": {
            "max_revocations": 1000,
            "max_revocation_percent": 5.0,
            "max_program_revocations": 200,
            "max_program_revocation_percent": 30.0,
            "percent_floor": 100,
        },
        "runs": [
            run(40, revoked=count, accepted_plan=39, accept_reason=BREAKING, rejected=2, status="rejected", exit_code=3)
        ],
        "history": history,
        "figures": {
            "permissions": 60000,
            "without_grant_date": 17,
            "revoked": count,
            "programs": count // 50 + 1,
            "users": count,
            "candidates": count + 41,
            "protected": 41,
            "held_programs": 2,
            "notices": 12,
            "rejected_items": 2,
            "open_items": 1,
            "without_notice": count // 2,
            "restored": len(range(3, count, 61)),
            "revocations_90_days": 1200,
            "put_back_within_30_days": 30,
            "put_back_percent": 2.5,
        },
        "judged_run_id": 40,
        "judged_as_of": AS_OF,
        "is_listed": True,
        "last_run_id": 40,
        "current_as_of": AS_OF,
        "programs": iter(_programs()),
        "protections": [
            {"protected_by": rule, "permissions": n, "programs": 3, "users": n}
            for rule, n in (("held_program", 20), ("exempted", 12), ("came_back", 6), (HOSTILE, 3))
        ],
        "protected": iter(
            [
                {"program_id": "PRG0001", "protected_by": "exempted", "detail": "until 2026-12-31 00:00:00"}
                | {"permissions": 12, "users": 12},
                {"program_id": BREAKING, "protected_by": "held_program", "detail": HOSTILE}
                | {"permissions": 20, "users": 20},
            ]
        ),
        "idle_days": [{"idle_days": day, "permissions": 60000 // (day + 3)} for day in range(900)],
        "about_to_lapse": iter(
            [
                {"program_id": f"PRG{place:04}", "permissions": 300 - place}
                | {"within_7_days": place, "within_30_days": place * 4}
                for place in range(1, 9)
            ]
        ),
        "notices": iter(
            [
                {"program_id": "PRG0002", "user_id": name, "granted_at": AS_OF - timedelta(days=300)}
                | {"last_access_at": None, "noticed_at": AS_OF, "lapses_from": AS_OF + timedelta(days=14)}
                for name in NAMES
            ]
        ),
        "held_programs": [
            {
                "run_id": 40,
                "program_id": name,
                "permissions": 120,
                "candidates": 10,
                "held_reason": "no access by anyone",
            }
            | {"runs": 1, "last_free_at": None}
            for name in ("급여관리", BREAKING)
        ],
        "lost_days": [
            {"access_log": "app.access_log", "log_day": "2026-08-03", "log_rows": 2, "usual_rows": 61000}
            | {"accepted_as": "lost", "reason": HOSTILE, "accepted_by": "이서연", "accepted_at": AS_OF}
            | {"ended_by": None, "ended_at": None},
            {"access_log": "app.access_log", "log_day": "2026-09-02", "log_rows": 0, "usual_rows": 61000}
            | dict.fromkeys(("accepted_as", "reason", "accepted_by", "accepted_at", "ended_by", "ended_at")),
        ],
        "pauses": [
            {"reason": "결산", "paused_by": "김민준", "starts_at": AS_OF - timedelta(days=5)}
            | {"ends_at": AS_OF - timedelta(days=3), "resumed_by": None}
        ],
        "exemptions": [
            {"exemption_id": 1, "program_id": None, "user_id": "김민준", "reason": "출산휴가", "approved_by": HOSTILE}
            | {"added_by": "이서연", "ended_by": None}
            | {"starts_at": AS_OF - timedelta(days=30), "ends_at": AS_OF + timedelta(days=90)}
        ],
        "rejected_items": iter(
            [
                {"run_id": 40, "job": "sync", "program_id": "PRG0001", "user_id": HOSTILE, "accessed_at": AS_OF}
                | {"error_code": "ORA-01653", "error_message": BREAKING}
                | dict.fromkeys(("dismissed_by", "dismissed_at", "dismiss_reason"))
            ]
        ),
        "steps": [
            {"run_id": 40, "step_no": number, "job": job, "step": step, "transaction_kind": kind, "status": "done"}
            | {"affected": 61000, "rejected": 0, "seconds": 0.031, "reasons": []}
            for number, (job, step, kind) in enumerate(
                (
                    ("sync", "open windows", "statement"),
                    ("sync", "merge last access", "chunk"),
                    ("judge", "guard log is fresh", "guard"),
                    ("revoke", "delete permissions", "tasklet"),
                ),
                1,
            )
        ],
        "statements": [
            {"path": "jobs/revoke/60_delete_permissions.sql", "text": f"delete from p where x < 1 -- {HOSTILE}"}
        ],
        "sql_digest": DIGEST,
        "revocations": revocations(count),
    }
    return Report(**fields | changed)


def _programs() -> Iterator[Row]:
    for place, name in enumerate(["급여관리", HOSTILE, BREAKING, *(f"PRG{place:04}" for place in range(12))]):
        yield {
            "program_id": name,
            "permissions": 120 + place * 977,
            "candidates": 10 + place,
            "revoked": place,
            "never_used": place // 2,
            "protected": 10,
            "inactivity_days": 90 if place else 180,
            "revocation_mode": "report" if place == 0 else "enforce",
            "when_silent": "hold",
            "notice": "off" if place == 0 else "on",
            "held_reason": "no access by anyone since 2026-09-20 18:00:00" if place == 2 else None,
            "policy_reason": HOSTILE if place == 0 else None,
            "policy_set_by": "박지훈" if place == 0 else None,
            "policy_set_at": AS_OF if place == 0 else None,
        }
