"""The binds that a step of a job may use: their names, types, samples and who gives them, in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..errors import SqlFileError
from .header import Header


class Giver(Enum):
    """Where the value of a bind comes from."""

    RUN = "every run"
    CHUNK = "every chunk"
    COMMAND = "the command that runs the job"


@dataclass(frozen=True)
class Bind:
    """One bind: its type, a sample, and what sets it.

    Attributes:
        type: what a run binds, as Oracle calls it; EXPLAIN PLAN would take every bind for a VARCHAR2.
        sample: a value to explain a statement with.
        giver: where its value comes from.
    """

    type: str
    sample: object
    giver: Giver


_EVENING = datetime(2026, 1, 1, 18)
_TEXT = "varchar2(4000)"

BINDS = {
    "run_id": Bind("number", 0, Giver.RUN),
    "as_of": Bind("date", _EVENING, Giver.RUN),
    "accepted_plan": Bind("number", None, Giver.RUN),
    "item_from": Bind("number", 1, Giver.CHUNK),
    "item_to": Bind("number", 1000, Giver.CHUNK),
    "before": Bind("date", _EVENING, Giver.COMMAND),
    "revoked_by_run": Bind("number", 0, Giver.COMMAND),
    "program_id": Bind(_TEXT, None, Giver.COMMAND),
    "user_id": Bind(_TEXT, None, Giver.COMMAND),
    "restored_by": Bind(_TEXT, "nobody", Giver.COMMAND),
    "restore_reason": Bind(_TEXT, "none", Giver.COMMAND),
}


def check_known(header: Header, where: str) -> None:
    """Make sure that a step of a job uses no bind but these, and those of a chunk only in a chunk.

    Args:
        header: of the step.
        where: its file.

    Raises:
        SqlFileError: it uses another; no run could give it a value.
    """
    givers = {Giver.RUN, Giver.COMMAND} | ({Giver.CHUNK} if header.items else set())
    known = [name for name, bind in BINDS.items() if bind.giver in givers]
    if unknown := [name for name in header.binds if name not in known]:
        raise SqlFileError(f"unknown bind '{unknown[0]}'; a step may use {', '.join(known)}", where)


def missing(headers: Iterable[Header], parameters: Iterable[str]) -> list[str]:
    """Return the binds of some steps that only another command gives.

    Args:
        headers: of the steps.
        parameters: the binds that the command gives.
    """
    given = {name for name, bind in BINDS.items() if bind.giver is not Giver.COMMAND} | set(parameters)
    return sorted({name for header in headers for name in header.binds} - given)
