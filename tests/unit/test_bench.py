"""The harness of `make bench`: every claim can be reckoned and stands on the page."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from resource import RUSAGE_SELF, getrusage
from typing import Any, ClassVar

import pytest

from bench import measure, peers, results
from bench.claims import CLAIMS, Claim, Figure
from bench.companies import Company
from bench.measure import Measured
from bench.process import Ended, FailedError, MissingError, run
from bench.server import LAPSE
from bench.trials import TRIALS, Contestant, Sized, Trial

TINY = Sized(Company(10, 10), Company(20, 20))


class NoServer:
    """Stands for the server of a copy: it tells what each peer left."""

    settings = "demo"
    env: ClassVar[dict[str, str]] = {}
    left: ClassVar[dict[str, str]] = {}

    def psql(self, *_: object, peer: str) -> str:
        return self.left.get(peer, "the same")


@contextmanager
def no_copy(_: Company) -> Iterator[NoServer]:
    yield NoServer()


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "copy_of", no_copy)
    monkeypatch.setattr(NoServer, "left", {})


def trial(**made: peers.Peer) -> Trial:
    contestants = {name: Contestant(peer, TINY) for name, peer in made.items()}
    return Trial("starting", contestants, {"small": 3, "full": 0}, left="left_by_evening.sql")


def fake(name: str) -> Measured:
    """Return rounds of a trial in which each next contestant takes a second more."""
    entries = TRIALS[name].contestants.items()
    row = {key: Figure(float(no), entry.company.at("full")) for no, (key, entry) in enumerate(entries, start=1)}
    return Measured(rounds=[row, row])


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_a_claim_is_reckoned_from_contestants_of_its_trial(claim: Claim) -> None:
    text, target, measured, verdict = results.claim_row(claim, fake(claim.trial))
    assert text == claim.text
    assert target.split()[:2] in (["at", "most"], ["at", "least"])
    assert (verdict == "holds") is claim.holds(float(measured.split()[0]))


def test_figures_of_claims_are_those_that_a_hand_calculates() -> None:
    def figure(claim: Claim) -> float:
        return claim.reckon(sizes)

    trials = {claim.trial: claim for claim in CLAIMS}
    sizes = {
        "few": Figure(1.0, Company(1, 100, overdue=10)),
        "many": Figure(2.0, Company(1, 200, overdue=40)),
        "most": Figure(5.0, Company(1, 400, overdue=50)),
    }
    assert figure(trials["permissions"]) == pytest.approx(1.5)  # 3 s for 200 more, after 1 s for 100 more
    assert figure(trials["programs"]) == pytest.approx(5.0)
    assert figure(trials["first evening"]) == pytest.approx(2.0)  # 0.1 s each after 0.05 s each
    sizes["many"] = Figure(1.0, sizes["many"].company)
    assert figure(trials["permissions"]) == inf, "nothing can be said where the first ones cost nothing"
    sizes |= {"lapse": Figure(3.3, Company(1, 1)), "imports": Figure(2.0, Company(1, 1))}
    assert figure(next(claim for claim in CLAIMS if "imports" in claim.needs)) == pytest.approx(1.5)


def test_a_claim_holds_up_to_its_target_and_not_beyond() -> None:
    most, least = (next(c for c in CLAIMS if getattr(c, side) is not None) for side in ("at_most", "at_least"))
    assert most.at_most is not None
    assert least.at_least is not None
    assert most.holds(most.at_most)
    assert not most.holds(most.at_most + 0.01)
    assert least.holds(least.at_least)
    assert not least.holds(least.at_least - 0.01)


def test_every_claim_and_every_contestant_stands_on_the_page() -> None:
    page = results.page({name: fake(name) for name in TRIALS}, "full", {"lapse": "1a2b3c4"})
    assert "| lapse | 1a2b3c4 |" in page
    for claim in CLAIMS:
        assert f"| {claim.text} | {claim.target} |" in page
    for name, entry in TRIALS.items():
        for contestant in entry.contestants:
            assert f"| {name}: {entry.purpose} | {contestant} |" in page


def test_contestants_take_turns_and_each_is_timed() -> None:
    turns: list[str] = []

    def taking(name: str) -> peers.Peer:
        answer = peers.lapse("--help").act if name == "lapse" else peers.python("pass").act

        def act(server: Any) -> Ended:
            turns.append(name)
            return answer(server)

        return peers.Peer(act)

    measured = measure.measure(trial(lapse=taking("lapse"), python=taking("python")), "small")
    assert turns == ["lapse", "python"] * 3
    assert not measured.fault
    assert [set(row) for row in measured.rounds] == [{"lapse", "python"}] * 3


def test_a_peer_that_left_something_else_fails_the_claims_of_its_trial() -> None:
    NoServer.left = {"bare": "less"}
    idle = peers.python("pass")
    measured = measure.measure(trial(lapse=idle, other=peers.Peer(idle.act, schema="bare")), "small")
    assert measured.fault == "other left something else than lapse"
    claim = next(claim for claim in CLAIMS if claim.trial == "evening")
    assert results.claim_row(claim, measured)[2:] == (measured.fault, "does not hold")


def test_a_peer_that_cannot_be_built_is_passed_over_and_the_others_are_measured() -> None:
    def builds() -> None:
        raise MissingError("dbt needs pip")

    idle = peers.python("pass")
    measured = measure.measure(trial(lapse=idle, dbt=peers.Peer(idle.act, builds=builds)), "small")
    assert len(measured.rounds) == 3
    claim = next(claim for claim in CLAIMS if "dbt" in claim.needs)
    assert results.claim_row(claim, measured)[2:] == ("dbt needs pip", "passed over")


def test_a_peer_that_fails_ends_its_trial_with_its_last_words() -> None:
    measured = measure.measure(trial(lapse=peers.python("raise SystemExit('no')")), "small")
    assert "ended with 1: no" in measured.fault
    assert not measured.rounds


def test_peak_memory_is_that_of_the_process_but_never_less_than_that_of_the_one_that_started_it() -> None:
    here = getrusage(RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    for size in (1_000_000, 300_000_000):
        peak = run([sys.executable, "-c", f"text = b'x' * {size}"]).peak_mb
        assert size / 1e6 < peak < max(size / 1e6 + 30, here + 5)


def test_an_unexpected_exit_code_is_a_failure() -> None:
    with pytest.raises(FailedError, match="lapse ended with 2"):
        run([LAPSE, "no-such-command"])
