"""What is timed against what: each trial is an entry of data, with the sizes of `make bench` and `make bench-full`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .companies import Company
from .peers import (
    EVENING,
    FIRST_EVENING,
    REJECTED,
    Peer,
    after,
    bare,
    copied,
    dbt,
    eight_at_once,
    lapse,
    loaded,
    own_statements,
    peak,
    python,
    reported,
    spring,
    syncing,
    with_bad_items,
)
from .server import FIRST

Scale = Literal["small", "full"]


@dataclass(frozen=True)
class Sized:
    """A company in both sizes."""

    small: Company
    full: Company

    def at(self, scale: Scale) -> Company:
        """Return the company of a scale."""
        return self.small if scale == "small" else self.full


@dataclass(frozen=True)
class Contestant:
    """A peer in a trial, with the company it works on."""

    peer: Peer
    company: Sized


@dataclass(frozen=True)
class Trial:
    """Contestants that take turns, all of them in each round.

    Attributes:
        purpose: what is measured.
        contestants: by their names.
        rounds: how many, of both scales.
        unit: of what is measured.
        left: the SQL file that shows what each left, which must be the same for all.
        is_fresh: whether each works on a fresh copy; else all rounds share one, after a first one that does not count.
    """

    purpose: str
    contestants: Mapping[str, Contestant]
    rounds: Mapping[Scale, int]
    unit: str = "s"
    left: str | None = None
    is_fresh: bool = True


def _on(company: Sized, **peers: Peer) -> dict[str, Contestant]:
    return {name.replace("_", " "): Contestant(peer, company) for name, peer in peers.items()}


def _each(peer: Peer, **companies: Sized) -> dict[str, Contestant]:
    return {name.replace("_", " "): Contestant(peer, company) for name, company in companies.items()}


_SMALL = Company(100_000, 10_000, new_rows=5_000, due=200)
_LONG = Company(100_000, 20_000, new_rows=10_000, due=200)  # item by item, an evening that others find at work
_ORDINARY = Sized(_SMALL, Company(10_000_000, 1_000_000, new_rows=100_000, due=2_000, overdue=50_000))
_MIDDLE = Sized(_SMALL, Company(1_000_000, 60_000, new_rows=10_000, due=2_000))
_QUIET = Sized(Company(100_000, 60_000), Company(1_000_000, 60_000))


def _log(days: int, per_day: int, permissions: int) -> Company:
    return Company(days * per_day, permissions, new_rows=per_day, due=200, days=days)


def _permissions(number: int, rows: int, new_rows: int) -> Company:
    return Company(rows, number, new_rows=new_rows, due=200)


def _programs(small: int, full: int) -> Sized:
    return Sized(
        Company(100_000, 20_000, new_rows=2_000, due=200, programs=small),
        Company(1_000_000, 500_000, new_rows=50_000, due=2_000, programs=full),
    )


def _candidates(small: int, full: int) -> Sized:
    return Sized(
        Company(50_000, 20_000, overdue=small, is_new=True), Company(1_000_000, 500_000, overdue=full, is_new=True)
    )


_MANY = Sized(
    Company(50_000, 40_000, overdue=20_000, is_new=True), Company(2_000_000, 1_000_000, overdue=500_000, is_new=True)
)

TRIALS = {
    "evening": Trial(
        "an ordinary evening",
        _on(
            _ORDINARY,
            lapse=lapse(*EVENING),
            own_statements=own_statements(),
            bare_psql=bare(),
            Spring_Batch_1000=spring(1000),
            dbt=dbt(),
        ),
        {"small": 3, "full": 7},
        left="left_by_evening.sql",
    ),
    "item by item": Trial(
        "the sync of an evening with a commit per chunk, and with a commit per item",
        _on(
            _MIDDLE,
            lapse=syncing(lapse(*EVENING)),
            lapse_1=syncing(lapse(*EVENING, chunk_rows=1)),
            Spring_Batch_1=syncing(spring(1)),
        ),
        {"small": 2, "full": 3},
        left="left_by_evening.sql",
    ),
    "quiet evening": Trial(
        "an evening without new rows",
        _on(
            _QUIET,
            lapse=lapse(*EVENING),
            imports=python("import typer, psycopg, jinja2"),
            help=lapse("--help"),
        ),
        {"small": 3, "full": 15},
        is_fresh=False,
    ),
    "log": Trial(
        "the same rows a day, and a longer and longer log",
        _each(
            lapse(*EVENING),
            short=Sized(_log(100, 500, 5_000), _log(100, 10_000, 100_000)),
            long=Sized(_log(300, 500, 5_000), _log(1_000, 10_000, 100_000)),
            longest=Sized(_log(1_000, 500, 5_000), _log(5_000, 10_000, 100_000)),
        ),
        {"small": 2, "full": 5},
    ),
    "permissions": Trial(
        "more and more permissions, and the same rows a day",
        _each(
            lapse(*EVENING),
            few=Sized(_permissions(2_000, 100_000, 2_000), _permissions(100_000, 10_000_000, 50_000)),
            many=Sized(_permissions(20_000, 100_000, 2_000), _permissions(1_000_000, 10_000_000, 50_000)),
            most=Sized(_permissions(80_000, 100_000, 2_000), _permissions(5_000_000, 10_000_000, 50_000)),
        ),
        {"small": 2, "full": 3},
    ),
    "programs": Trial(
        "more and more programs, and the same permissions",
        _each(lapse(*EVENING), few=_programs(100, 100), many=_programs(300, 1_000), most=_programs(1_000, 10_000)),
        {"small": 2, "full": 5},
    ),
    "first evening": Trial(
        "more and more candidates on a first evening",
        _each(
            lapse(*FIRST_EVENING),
            few=_candidates(100, 100),
            many=_candidates(1_000, 10_000),
            most=_candidates(10_000, 200_000),
        ),
        {"small": 2, "full": 3},
    ),
    "bad items": Trial(
        "an evening in which one item in 1,000 is refused",
        _on(
            _ORDINARY,
            clean=lapse(*EVENING),
            with_bad_items=with_bad_items(lapse(*EVENING, codes=(REJECTED,))),
        ),
        {"small": 2, "full": 5},
    ),
    "memory": Trial(
        "a first evening with many candidates, and what is printed of it",
        _on(
            _MANY,
            run=peak(lapse(*FIRST_EVENING)),
            plan=peak(lapse("plan", "--as-of", FIRST)),
            candidates=peak(after(lapse("candidates", "1", "--csv"), "plan", "--as-of", FIRST)),
            report=peak(after(reported(), "plan", "--as-of", FIRST)),
        ),
        {"small": 1, "full": 1},
        unit="MB",
    ),
    "load": Trial(
        "a CSV file of new accesses, as many as the log has rows",
        {
            "lapse load": Contestant(loaded(), _QUIET),
            "psql copy": Contestant(copied(), _QUIET),
        },
        {"small": 2, "full": 5},
        left="left_by_load.sql",
    ),
    "eight at once": Trial(
        "eight evenings started at once: one works, each other one ends with 75",
        {"the slowest refused": Contestant(eight_at_once(), Sized(_LONG, _LONG))},
        {"small": 2, "full": 10},
    ),
}
