"""What is printed of a run: what matters first, commands and the number of the run last, and each thing once."""

from typing import Any

import pytest

from runner.commands import summary
from runner.commands.summary import Detail
from tests.unit.test_show import report

LAPSE = "lapse --env prod"
ACCEPT = "lapse --env prod run --accept-plan 7 --reason WHY"
LAST = "run 7: done, as of 2026-11-29 18:00:00; its steps: lapse --env prod show 7"


def step(job: str, name: str, transaction: str = "statement", **more: object) -> dict[str, Any]:
    counts: dict[str, Any] = {
        "status": "done",
        "affected": 0,
        "unchanged": 0,
        "chunks": 0,
        "rejected": 0,
        "seconds": 0.1,
    }
    return {"job": job, "step": name, "transaction": transaction} | counts | more


def printed(capsys: pytest.CaptureFixture[str], detail: Detail = Detail.NORMAL, **more: object) -> list[str]:
    summary.run_report(report(**more), LAPSE, detail)
    return capsys.readouterr().out.splitlines()


def test_an_evening_says_what_it_revoked_then_what_protects_then_what_needs_a_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts = {
        **{"permissions": 60_000, "lapsing": 2_001, "permissions_revoked": 2_000, "protected_exempted": 3},
        **{"protected_held_program": 40, "permissions_without_grant_date": 1, "log_rows_left_for_later": 0},
    }
    steps = [step("sync", "merge last access", "chunk", rejected=2), step("revoke", "delete permissions", "tasklet")]
    told: dict[str, Any] = {
        **{"status": "rejected", "exit_code": 3, "counts": counts, "steps": steps, "scn": 12},
        **{"held": [{"program_id": "급여", "permissions": 40, "reason": "silent since Monday"}]},
        **{"dismissed_items": 1, "abandoned_runs": 1},
    }
    last = "run 7: rejected with exit code 3, as of 2026-11-29 18:00:00, SCN 12; its steps: lapse --env prod show 7"
    assert printed(capsys, **told) == [
        "2,000 of 60,000 permissions revoked, 58,000 left",
        "40 protected: held program",
        "3 protected: exempted",
        "held: 40 permissions of 급여: silent since Monday",
        "1 permission without grant date",
        "2 items could not be written (1 dismissed): see lapse --env prod rejected 7",
        "1 candidate withdrawn after the judgement: see lapse --env prod candidates 7",
        "1 dead run marked as abandoned: see lapse --env prod runs",
        "each candidate with its reason: lapse --env prod candidates 7",
        "what was revoked: lapse --env prod revocations 7",
        last,
    ]
    assert printed(capsys, Detail.QUIET, **told) == [last]
    verbose = printed(capsys, Detail.VERBOSE, **told)
    assert [line for line in verbose if line.startswith(("sync ", "revoke "))] == verbose[9:11]
    assert verbose[11:] == [*printed(capsys, **told)[8:-1], last.partition(";")[0]]


def test_a_stopped_evening_says_first_that_nothing_was_revoked_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    stopped: dict[str, Any] = {
        **{"status": "stopped", "exit_code": 4, "counts": {"permissions": 60, "lapsing": 9}},
        "steps": [step("judge", "guard limits", "guard", status="stopped")],
        "guards": [{"step": "guard limits", "reasons": ["would revoke 9 of 60, over max_revocations = 1"]}],
        "message": f"would revoke 9 of 60; sync is complete; to accept it: {ACCEPT}",
    }
    assert printed(capsys, **stopped)[1] == stopped["message"], "what only the ledger's message has"
    assert printed(capsys, **stopped, accept=ACCEPT) == [
        "stopped by guard limits: nothing was revoked",
        "would revoke 9 of 60, over max_revocations = 1",
        "each candidate with its reason: lapse --env prod candidates 7",
        f"to revoke what it lists (limits waived, guards still apply): {ACCEPT}",
        "run 7: stopped with exit code 4, as of 2026-11-29 18:00:00; its steps: lapse --env prod show 7",
    ]


def test_only_what_is_certain_is_said_of_a_run_that_failed(capsys: pytest.CaptureFixture[str]) -> None:
    for jobs, last, first in [
        ("sync judge revoke", "sync", "failed in sync: nothing was revoked"),
        ("sync judge revoke", "revoke", "failed in revoke"),
        ("purge", "purge", "failed in purge"),
    ]:
        failed = [step(last, "some step", status="failed")]
        lines = printed(
            capsys, status="failed", exit_code=1, jobs=jobs, steps=failed, message="ORA-1: no; see lapse show"
        )
        assert lines[:2] == [first, "ORA-1: no; see lapse show"]


def test_a_run_of_other_jobs_says_what_its_steps_changed(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        *(step("sync", "open windows", affected=1), step("sync", "stage items", affected=8)),
        step("sync", "merge last access", "chunk", affected=1, unchanged=7),
    ]
    assert printed(capsys, jobs="sync", steps=steps) == ["merge last access: 1 row, 7 unchanged", LAST]
    steps = [step("own", "tidy up", affected=2), step("own", "look", "guard"), step("own", "mark")]
    assert printed(capsys, jobs="own", steps=steps) == ["tidy up: 2 rows", LAST]
    counting, none = [step("own", "count idle", affected=1)], {"permissions_idle": 0}
    assert printed(capsys, jobs="own", steps=counting, counts=none) == ["0 permissions idle", LAST]


def test_a_plan_says_what_would_lapse_and_what_would_stop_it_and_ends_with_how_to_accept_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = [{"program_id": f"p{n:02}", "permissions": 2, "lapsing": 1, "protected": 1} for n in range(22)]
    plan = report(
        jobs="sync judge",
        counts={"permissions": 44, "lapsing": 22, "protected_paused": 22},
        guards=[{"step": "guard limits", "reasons": ["over max_revocations = 1"]}],
        message="paused until 2027-01-01 00:00:00 (audit): runs revoke nothing until then",
    )
    plan |= {"lapsing": 22, "programs": programs, "what_if": {30: 40}}
    summary.plan_report(plan, LAPSE, ACCEPT, Detail.NORMAL)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "22 of 44 permissions would lapse as of 2026-11-29 18:00:00",
        "would be stopped by guard limits: over max_revocations = 1",
        "paused until 2027-01-01 00:00:00 (audit): runs revoke nothing until then",
        "22 protected: paused",
        "40 permissions idle for 30 days or more, before any rule protects them",
    ]
    assert [line.split()[0] for line in lines[5:26]] == ["program_id", *(f"p{n:02}" for n in range(20))]
    assert lines[26:] == [
        "... and 2 more programs",
        "each candidate with its reason: lapse --env prod candidates 7",
        f"to revoke exactly these (limits waived, guards still apply): {ACCEPT}",
        LAST,
    ]


def test_counts_agree_with_their_nouns(capsys: pytest.CaptureFixture[str]) -> None:
    for count in (0, 1, 2, 1000):
        held = [{"program_id": "wiki", "permissions": count, "reason": "silent"}]
        names = ("permissions_without_grant_date", "log_rows_left_for_later", "protected_came_back")
        counts = {"permissions": count, "permissions_revoked": 0} | dict.fromkeys(names, count)
        lines = printed(capsys, counts=counts, held=held)
        number, s = f"{count:,}", "" if count == 1 else "s"
        said = [
            f"{number} permission{s} without grant date",
            f"{number} log row{s} left for later",
            f"{number} protected: came back",
        ]
        assert sorted(set(said) & set(lines)) == (sorted(said) if count else [])
        assert f"held: {number} permission{s} of wiki: silent" in lines
        assert lines[0] == f"0 of {number} permission{s} revoked, {number} left"
