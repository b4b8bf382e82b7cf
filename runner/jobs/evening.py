"""An evening from outside: how it ended, and which words of `[notify] on` that answers to."""

from dataclasses import dataclass, field
from typing import Any

from ..database.session import Database
from ..errors import Exit, LapseError, NotRestartedError


@dataclass
class Evening:
    """How an evening ended.

    Attributes:
        report: of its run, as `engine.run.execute` returns it; None where none began, or a defect of lapse ended it.
        exit_code: of the evening, whether a run began or not.
        error: what kept a run from beginning, or ended one of which there is no report.
        newly_held: the programs that it held and the judged evening before it did not.
    """

    report: dict[str, Any] | None = None
    exit_code: Exit = Exit.ERROR
    error: BaseException | None = None
    newly_held: list[dict[str, Any]] = field(default_factory=list)

    def ended_with(self, report: dict[str, Any]) -> dict[str, Any]:
        """Keep the report of the run, and return it."""
        self.report = report
        self.exit_code = next(each for each in Exit if each == report["exit_code"])
        return report

    def failed_by(self, error: BaseException) -> None:
        """Note what kept a run from beginning; what is raised once there is a report changes nothing of the evening."""
        if self.report is not None:
            return
        self.error = error
        if isinstance(error, LapseError):
            self.exit_code = error.exit_code
        elif isinstance(error, KeyboardInterrupt):
            self.exit_code = Exit.INTERRUPTED

    @property
    def is_not_begun(self) -> bool:
        """Whether it is certain that no run began, so that nothing was done."""
        return isinstance(self.error, LapseError) and not isinstance(self.error, NotRestartedError)

    @property
    def ended_well(self) -> bool:
        """Whether it did all it was asked to, but for rejected items."""
        return self.exit_code in (Exit.DONE, Exit.REJECTED)

    @property
    def is_revocation_known(self) -> bool:
        """Whether it is certain how many permissions it revoked: not where it failed, perhaps during the commit."""
        return self.ended_well or self.exit_code is Exit.STOPPED

    @property
    def revoked(self) -> int:
        """The permissions that it revoked, as far as that is known."""
        return self.counts.get("permissions_revoked", 0) if self.ended_well else 0

    @property
    def counts(self) -> dict[str, int]:
        """What its run has counted."""
        return self.report["counts"] if self.report else {}


def read_newly_held(database: Database, evening: Evening) -> list[dict[str, Any]]:
    """Return the programs that an evening held and the judged one before it did not; none of one that judged nothing.

    Raises:
        LapseError: the ledger cannot be read.
    """
    if evening.report is None:
        return []
    with database.session() as session:
        return session.query("reports/list_newly_held.sql", run_id=evening.report["run_id"])


def occasions(evening: Evening) -> set[str]:
    """Return which words of `[notify] on` an evening answers to."""
    holds = {
        "failure": not evening.is_revocation_known,
        "stopped": evening.exit_code is Exit.STOPPED,
        "held": bool(evening.newly_held),
        "done": evening.revoked > 0,
        "always": True,
    }
    return {word for word, is_so in holds.items() if is_so}
