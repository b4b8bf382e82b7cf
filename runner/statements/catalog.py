"""The SQL files of an environment: rendered, parsed and, where a review is required, held against it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..environment.file import Environment
from ..environment.identifiers import nearest_name
from ..errors import SettingsError, SqlFileError, UsageError
from . import binds, header
from .header import Transaction
from .review import Gate
from .templates import UNNAMED_ACCOUNTS, CustomerTable, Templates

# The files that are about one access log, rendered once for each of several; and those about the items of a chunk.
_PER_LOG = {
    *("customer/10_access_log.sql", "customer/20_access_log_ix.sql", "optional/indexes/10_access_log_ix.sql"),
    *("optional/partitioned/10_access_log.sql", "optional/partitioned/20_access_log_ix.sql"),
    *(f"grants/{account}/20_access_log.sql" for account in UNNAMED_ACCOUNTS),
    *("load/access_log.sql", "load/list_known_lines.sql", "load/read_log_again.sql", "load/read_newest_access.sql"),
}
PER_ITEMS = ("chunk/count_items.sql", "chunk/reject_item.sql")
# What a run needs besides its jobs, and what commands read once it has ended.
_OF_EVERY_RUN = ("ledger", "locks", "reports")


@dataclass(frozen=True)
class Statement:
    """One rendered SQL file.

    Attributes:
        path: the file, relative to sql/.
        header: its parsed header.
        text: what is handed to the database, byte for byte.
        table: the table it was rendered for, where one file serves several.
        hints: the hints that it asks for, each with its name, in their order; "" is none.
    """

    path: str
    header: header.Header
    text: str
    table: str | None = None
    hints: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """The name of the step and its file, for errors and logs."""
        return f"{self.header.name} (sql/{self.path})"

    @property
    def action(self) -> str:
        """What the database is told that it does, and shows in v$session: the name of the step, as far as it fits."""
        return self.header.name[:64]

    @property
    def body(self) -> str:
        """The text below the header."""
        return self.text.split("\n", len(header.KEYS) - (self.header.items is None))[-1]

    @property
    def is_query(self) -> bool:
        """Whether it answers with rows, by its verb."""
        return self.body.split(maxsplit=1)[0] in ("select", "with")

    @property
    def rendered_path(self) -> str:
        """The file that keeps the rendered text, of which there is one a table."""
        return f"{self.path.removesuffix('.sql')}.{self.table}.sql" if self.table else self.path


class Catalog:
    """The SQL files of sql/ as one environment renders them.

    Args:
        environment: the settings that the templates name.
        gate: what each statement must pass before it is handed out; None for what is only read, and never run.

    Attributes:
        templates: the templates behind them.

    Raises:
        SettingsError: the environment has a hint that no file asks for.
    """

    def __init__(self, environment: Environment, gate: Gate | None = None) -> None:
        self.environment = environment
        self.templates = Templates(environment)
        self._gate = gate
        self._passed: dict[tuple[str, str | None], Statement] = {}
        self._folders: dict[str, list[Statement]] = {}
        self._jobs: dict[str, list[Statement]] = {}
        self._check_hints()

    def statement(self, path: str, table: str | None = None) -> Statement:
        """Hand out one file.

        Args:
            path: relative to sql/, say "ledger/read_clock.sql".
            table: where the file is about one of several access logs, that one; None for the first.

        Returns:
            The rendered statement with its parsed header.

        Raises:
            SqlFileError: the template names something unknown, or its header or binds are wrong.
            ReviewError: it differs from its review.
        """
        if table == self.environment.logs[0].table:
            table = None
        logs = self.templates.logs
        more = {} if table is None else {"access_log": next(log for log in logs if log.name == table)}
        return self._handed_out(path, table, more)

    def of_items(self, path: str, step: Statement) -> Statement:
        """Hand out one of PER_ITEMS for the items that a chunk step names; arguments and errors as of `statement`."""
        items = step.header.items
        if items is None:
            raise SqlFileError(f"{step.where}: only a chunk has items")
        table = CustomerTable(items.table, {"item_no": items.number})
        return self._handed_out(path, items.table, {"items": table})

    def job(self, name: str) -> list[Statement]:
        """Hand out the steps of a job in the order they run.

        Raises:
            UsageError: there is no such job.
            SqlFileError: a file breaks a rule, or the kinds of its steps cannot stand in one job.
            ReviewError: a step differs from its review, or the review has one more.
        """
        if name not in self._jobs:
            if name not in self.job_names or not self.templates.paths(f"jobs/{name}"):
                raise UsageError(
                    f"there is no job '{name}' in sql/jobs; known: {', '.join(self.job_names)}; nothing was done"
                )
            steps = self.folder(f"jobs/{name}")
            _check_job(name, steps)
            self._jobs[name] = steps
        return self._jobs[name]

    def folder(self, name: str) -> list[Statement]:
        """Hand out the files of a folder of sql/ in the order of their names; errors as of `job`."""
        if name not in self._folders:
            statements = [self._rendered(path) for path in self.templates.paths(name)]
            self._pass(statements, f"sql/{name}")
            self._folders[name] = statements
        return self._folders[name]

    def hand_out_before(self, jobs: Sequence[str]) -> None:
        """Hand out all that a run of these jobs may need, so that a difference stops it before it has done anything.

        Raises:
            ReviewError: something of it differs from its review.
        """
        if not (self._gate and self._gate.is_closed):
            return
        for name in _OF_EVERY_RUN:
            self.folder(name)
        for step in (step for job in jobs for step in self.job(job) if step.header.items):
            for path in PER_ITEMS:
                self.of_items(path, step)

    def hand_out_before_load(self) -> None:
        """Hand out all that a load may need, so that a difference stops it before it has done anything.

        Raises:
            ReviewError: something of it differs from its review.
        """
        self.folder("ledger")
        for path in (*self.templates.paths("customer"), *self.templates.paths("load")):
            list(self.each(path))

    @property
    def job_names(self) -> list[str]:
        """The jobs there are."""
        return self.templates.folders("jobs")

    def all(self) -> Iterator[Statement]:
        """Hand out every file for every table it serves, in the order of their names."""
        for path in self.templates.paths():
            yield from self.each(path)

    def each(self, path: str) -> Iterator[Statement]:
        """Hand out one file for every table it serves."""
        if path in PER_ITEMS:
            steps = (step for name in self.job_names for step in self.job(name) if step.header.items)
            yield from {step.header.items: self.of_items(path, step) for step in steps}.values()
        elif path in _PER_LOG:
            yield from (self.statement(path, log.table) for log in self.environment.logs)
        else:
            yield self.statement(path)

    def digest(self, jobs: Sequence[str]) -> str:
        """Return the SHA-256 over the rendered text of the jobs, as hexadecimal digits."""
        texts = (step.text.encode() for name in jobs for step in self.job(name))
        return hashlib.sha256(b"\0".join(texts)).hexdigest()

    def _handed_out(self, path: str, table: str | None, more: dict[str, Any]) -> Statement:
        if (path, table) not in self._passed:
            self._pass([self._rendered(path, table, more)])
        return self._passed[path, table]

    def _rendered(self, path: str, table: str | None = None, more: dict[str, Any] | None = None) -> Statement:
        if (path, table) in self._passed:
            return self._passed[path, table]
        text, hints = self.templates.render(path, more or {})
        return Statement(path, header.parse(text, f"sql/{path}"), text, table, hints)

    def _pass(self, statements: Sequence[Statement], whole: str | None = None) -> None:
        """Hold statements, or a whole folder of them, against the review; what has passed is kept as it is."""
        if self._gate:
            self._gate.check({f"sql/{each.rendered_path}": each.text for each in statements}, whole)
        self._passed |= {(each.path, each.table): each for each in statements}

    def _check_hints(self) -> None:
        asked = [*self.environment.hints, *(name for log in self.environment.logs for name in log.hints)]
        if not asked:
            return
        known = self.templates.hints_asked()
        for name in asked:
            if name not in known:
                nearest = nearest_name(name, sorted(known))
                meant = f"did you mean '{nearest}'?" if nearest else f"known: {', '.join(sorted(known))}"
                raise SettingsError(f"hints.{name}: no SQL file asks for this hint; {meant}")


def _check_job(job: str, steps: list[Statement]) -> None:
    file = f"sql/jobs/{job}"
    kinds = {step.header.transaction for step in steps}
    if Transaction.CALLER in kinds:
        raise SqlFileError("'caller' is not for steps; a step is guard, statement, chunk or tasklet", file)
    committing = kinds & {Transaction.STATEMENT, Transaction.CHUNK}
    if Transaction.TASKLET in kinds and committing:
        raise SqlFileError(
            f"tasklet steps share one transaction, so {' and '.join(sorted(committing))} steps, which commit, "
            "cannot stand in the same job",
            file,
        )
    names = [step.header.name for step in steps]
    for step in steps:
        binds.check_known(step.header, f"sql/{step.path}")
        if names.count(step.header.name) > 1:
            raise SqlFileError(f"two steps are named '{step.header.name}'; the ledger needs distinct names", file)
