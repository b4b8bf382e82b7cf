"""Put back what a run took; see docs/architecture.md."""

from typing import Any

from runner import review
from runner.database import Database
from runner.environment import Environment
from runner.ledger import clip, os_user, read_run
from runner.run import Request, execute
from runner.signals import Stop


def restore(environment: Environment, run_id: int, program: str | None, user: str | None, stop: Stop) -> dict[str, Any]:
    """Put back the permissions that a run revoked, in one transaction, each column as it was.

    A permission that was granted again since then stays as it is. Twice is harmless. What is put back starts a new
    clock: it lapses no earlier than its days of inactivity after the restore.

    Args:
        environment: where.
        run_id: the run that revoked.
        program: only this program's; None for all.
        user: only this user's; None for all.
        stop: whether a signal asked to stop.

    Returns:
        The report of the run that restored, with granted_since: what was not restored because it was granted again.

    Raises:
        UsageError: there is no such run.
        LapseError: the restore could not even begin; nothing was done.
    """
    choice: dict[str, Any] = {"revoked_by_run": run_id, "program_id": program, "user_id": user}
    database = Database(environment)
    review.check(database.catalog)
    with database.session() as session:
        read_run(session, run_id)
    request = Request(("restore",), parameters=choice | {"restored_by": clip(os_user(), 255)})
    report = execute(environment, request, lambda _done, _items: None, stop)
    with database.session() as session:
        report["granted_since"] = session.query("ledger/list_granted_since.sql", **choice)
    return report
