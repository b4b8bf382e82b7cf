"""The short form of the harness: a round of some kinds of fault; the long form is `make torture`."""

import sys
from collections.abc import Iterator

import pytest

from tests.faults.kinds import KINDS
from tests.faults.rounds import Kind, Play, grounds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs prctl, prlimit and /dev/full")

SHORT = (
    "process killed: at the commit of revoke",
    "process killed: between chunks",
    "SIGTERM: at a log line",
    "server killed: at a statement",
    "disk full: output, log or both",
    "session terminated: before a statement",
    "session terminated: that of the lock, in the tasklet",
    "session terminated: in a chunk",
    "session terminated: in the tasklet",
    "session terminated: behind a commit",
    "deadlock: in revoke",
    "lock time-out: a candidate held past the budget",
    "changed meanwhile: granted anew",
    "changed meanwhile: used",
    "changed meanwhile: used under another spelling",
    "changed meanwhile: paused",
    "changed meanwhile: given a policy",
    "clock stepped back: the database's own",
)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Plays a round, on a server of its own that may be killed."""
    with grounds(tmp_path_factory.mktemp("faults")) as play:
        yield play


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name in SHORT], ids=lambda kind: kind.name)
def test_run_survives(play: Play, kind: Kind) -> None:
    played, _ = play("short", kind)
    assert played.hit, f"the fault took no effect: {played.detail}"
    assert played.violations == [], played.detail
