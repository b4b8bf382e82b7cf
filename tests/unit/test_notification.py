"""Which occasions an evening answers to, and what its notification says: no user, and no words of the database."""

from platform import node
from typing import Any

import pytest

from runner.commands.notification_text import message
from runner.errors import (
    DatabaseError,
    Exit,
    Fault,
    LapseError,
    LockedError,
    NotRestartedError,
    ReviewError,
    SettingsError,
    SqlFileError,
    UsageError,
)
from runner.jobs.evening import Evening, occasions
from tests.unit.test_show import report
from tests.unit.test_summary import step

LAPSE = "lapse --env prod"
HELD = {"program_id": "급여", "permissions": 40, "reason": "its feed may be dead"}


def evening(*newly_held: dict[str, Any], **more: Any) -> Evening:
    found = Evening()
    found.ended_with(report(accept=None, held=list(newly_held)) | more)
    found.newly_held = list(newly_held)
    return found


def failed(error: BaseException) -> Evening:
    found = Evening()
    found.failed_by(error)
    return found


def unreachable() -> DatabaseError:
    error = DatabaseError("cannot connect to prod as scott", "ORA-12541", "no listener at db.example.com", Fault.LOST)
    error.at_connect = True
    return error


def body(ended: Evening, *, is_shipped: bool = True) -> list[str]:
    return message(ended, "prod", LAPSE, is_shipped=is_shipped).body.splitlines()


def test_occasions_are_decided_on_the_exit_code_the_counts_and_the_newly_held_programs() -> None:
    revoked = {"counts": {"permissions_revoked": 1}}
    for ended, expected in (
        (evening(), set()),
        (evening(counts={"permissions_revoked": 0}), set()),
        (evening(**revoked), {"done"}),
        (evening(status="rejected", exit_code=3, **revoked), {"done"}),
        (evening(HELD), {"held"}),
        (evening(HELD, status="stopped", exit_code=4), {"held", "stopped"}),
        (evening(status="failed", exit_code=1, **revoked), {"failure"}),
        *((failed(error), {"failure"}) for error in (unreachable(), LockedError(""), ReviewError(""), OSError(""))),
        (failed(KeyboardInterrupt()), {"failure"}),
    ):
        assert occasions(ended) == expected | {"always"}, ended


def test_what_is_raised_after_the_run_has_ended_changes_nothing_of_the_evening() -> None:
    ended = evening(counts={"permissions_revoked": 1})
    ended.failed_by(LapseError("the output could not be written"))
    assert (ended.exit_code, occasions(ended)) == (Exit.DONE, {"done", "always"})


def test_an_evening_that_did_not_begin_says_why_by_code_and_none_of_the_words_of_the_error() -> None:
    secret = "app_user=kim, held by scott"
    for error, said, todo in (
        (unreachable(), "no connection to the database (ORA-12541)", "read the last line of the log"),
        (LockedError(secret), "another run, or a load, holds the lock", "run again once the other run or the load has"),
        (ReviewError(secret), "SQL differs from its review", "undo the change of the SQL, or have it reviewed"),
        (UsageError(secret), "the command cannot be understood", "correct the command"),
        (SettingsError(secret), "the settings cannot be used", "read the last line of the log"),
        (SqlFileError(secret), "a file of sql/ cannot be used", "read the last line of the log"),
        (LapseError(secret), "see the log", "read the last line of the log"),
    ):
        told = message(failed(error), "prod", LAPSE, is_shipped=True)
        assert (told.subject, told.kind) == (f"lapse prod: not started: {said}", "failure")
        assert "run: none; nothing was done" in told.body
        assert f"To do: {todo}" in told.body
        assert told.body.endswith(f"More: {LAPSE} runs\n")
        assert not {"scott", "example.com", "kim"} & set(told.body.replace(",", " ").split())


def test_an_evening_of_which_a_run_may_have_begun_does_not_say_that_nothing_was_done() -> None:
    for error, said in (
        (NotRestartedError("kim"), "connection lost, and not restarted"),
        (KeyboardInterrupt(), "interrupted by a signal, outside a run"),
        (OSError("kim"), "error"),
    ):
        told = message(failed(error), "prod", LAPSE, is_shipped=True)
        assert told.subject == f"lapse prod: failed: {said}"
        assert "run: none, or one that broke off" in told.body
        assert not [word for word in ("nothing", "kim") if word in told.body]


def test_a_stopped_evening_says_why_what_is_newly_held_and_how_its_list_is_accepted() -> None:
    stop: dict[str, Any] = {
        **{"status": "stopped", "exit_code": 4, "counts": {"permissions": 900, "protected_held_program": 40}},
        **{"steps": [step("sync", "merge", "chunk", rejected=2), step("judge", "guard limits", "guard")]},
        **{"guards": [{"step": "guard limits", "reasons": ["would revoke 800 of 900 permissions"]}]},
        **{"accept": f"{LAPSE} run --accept-plan 7 --reason WHY", "message": "would revoke kim"},
    }
    stopped = evening(HELD, **stop)
    told = message(stopped, "prod", LAPSE, is_shipped=True)
    assert (told.subject, told.kind) == (
        "lapse prod: stopped by guard limits: nothing was revoked; 1 program newly held",
        "warning",
    )
    assert body(stopped) == [
        *(f"environment: prod, on {node()}", "run: 7, as of 2026-11-29 18:00:00"),
        "status: stopped, exit code 4 (stopped by a guard or limit)",
        *("revoked: 0 of 900 permissions", "protected: 40 held program"),
        *("held programs: 1", "rejected items: 2", ""),
        *("would revoke 800 of 900 permissions", ""),
        *("newly held: 40 permissions of 급여: its feed may be dead", ""),
        f"To do: read its list: {LAPSE} candidates 7 --csv; to accept it: {LAPSE} run --accept-plan 7 --reason WHY",
        "To do: see the runbook, A held program; nothing of it is revoked meanwhile",
        *("", f"More: {LAPSE} show 7"),
    ]
    own = body(stopped, is_shipped=False)
    assert "newly held: 40 permissions of 급여" in own
    assert not [line for line in own if "800 of 900" in line or "dead" in line]


def test_the_subject_begins_with_what_somebody_has_to_look_at_where_the_evening_ended_well() -> None:
    steps = [step("sync", "merge", "chunk", rejected=2), step("revoke", "delete permissions", "tasklet")]
    counts = {"permissions": 9, "permissions_revoked": 1}
    rejected: dict[str, Any] = {"status": "rejected", "exit_code": 3, "counts": counts, "steps": steps}
    for held, said in (((HELD,), "1 program newly held; 2 rejected items; "), ((), "2 rejected items; ")):
        told = message(evening(*held, **rejected), "prod", LAPSE, is_shipped=True)
        assert told.subject == f"lapse prod: {said}1 of 9 permissions revoked, 8 left"
        assert f"To do: see {LAPSE} rejected 7" in told.body


def test_a_failed_evening_that_may_have_committed_says_no_number_of_revocations() -> None:
    steps = [step("judge", "list candidates"), step("revoke", "delete permissions", "tasklet", status="failed")]
    more: dict[str, Any] = {"status": "failed", "exit_code": 1, "steps": steps, "message": "kim: duplicate key"}
    told = message(evening(counts={"permissions": 9}, **more), "prod", LAPSE, is_shipped=True)
    assert told.subject == "lapse prod: failed in revoke"
    assert "revoked" not in told.body
    assert "kim" not in told.body


@pytest.mark.parametrize(("programs", "lines", "rest"), [(20, 20, False), (23, 21, True)])
def test_of_many_newly_held_programs_the_first_are_named(programs: int, lines: int, rest: bool) -> None:
    ended = evening(*(HELD | {"program_id": f"p{number}"} for number in range(programs)))
    named = [line for line in body(ended) if line.startswith(("newly held: 40", "..."))]
    assert len(named) == lines
    assert ("... and 3 more newly held programs" in named) == rest
