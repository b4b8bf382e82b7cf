"""A trial, measured: its contestants take turns in each round, and what each leaves is compared."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from .claims import Figure, Round
from .companies import SQL, copy_of
from .peers import Peer
from .process import FailedError, MissingError
from .server import Server
from .trials import Contestant, Scale, Trial


@dataclass
class Measured:
    """What came of a trial.

    Attributes:
        rounds: the figures of each round, by contestant.
        missing: why a contestant was passed over, by contestant.
        fault: what failed, or differed; then no claim that rests on the trial holds.
    """

    rounds: list[Round] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    fault: str = ""


def measure(trial: Trial, scale: Scale) -> Measured:
    """Run all rounds of a trial.

    Args:
        trial: the trial.
        scale: its sizes, and how many rounds.

    Returns:
        The figures. A peer that cannot be built is passed over; what fails ends the trial.
    """
    result = Measured()
    try:
        contestants = _ready(trial, scale, result.missing)
        with _server(trial, contestants, scale) as shared:
            if shared:
                _round(trial, contestants, scale, shared)
            for _ in range(trial.rounds[scale]):
                result.rounds.append(_round(trial, contestants, scale, shared))
    except FailedError as error:
        result.fault = str(error)
    return result


def _ready(trial: Trial, scale: Scale, missing: dict[str, str]) -> Mapping[str, Contestant]:
    """Prepare the contestants, and return those that can be built here."""
    ready = {}
    for name, contestant in trial.contestants.items():
        try:
            if contestant.peer.builds:
                contestant.peer.builds()
            if contestant.peer.once:
                with copy_of(contestant.company.at(scale)) as server:
                    contestant.peer.once(server)
            ready[name] = contestant
        except MissingError as error:
            missing[name] = str(error)
    return ready


@contextmanager
def _server(trial: Trial, contestants: Mapping[str, Contestant], scale: Scale) -> Iterator[Server | None]:
    """Give the server that all rounds share, if they share one."""
    if trial.is_fresh:
        yield None
    else:
        with copy_of(next(iter(contestants.values())).company.at(scale)) as server:
            yield server


def _round(trial: Trial, contestants: Mapping[str, Contestant], scale: Scale, shared: Server | None) -> Round:
    """Let each contestant run once.

    Raises:
        FailedError: one failed, or left something else than the others.
    """
    row, left = {}, {}
    for name, contestant in contestants.items():
        company = contestant.company.at(scale)
        with nullcontext(shared) if shared else copy_of(company) as server:
            row[name] = Figure(_figure(contestant.peer, server, is_warm=bool(shared)), company)
            if trial.left:
                left[name] = server.psql(SQL / trial.left, peer=contestant.peer.schema)
        print(f"  {name}: {row[name].value:.3g} {trial.unit}", flush=True)
    if different := [name for name in left if left[name] != next(iter(left.values()))]:
        raise FailedError(f"{' and '.join(different)} left something else than {next(iter(left))}")
    return row


def _figure(peer: Peer, server: Server, *, is_warm: bool) -> float:
    if not is_warm:
        if peer.before:
            peer.before(server)
        server.psql(SQL / "empty_staging.sql", SQL / "warm.sql", peer=peer.schema)
    return peer.figure(server, peer.act(server))
