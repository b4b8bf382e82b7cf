"""From a template and an environment to the text that runs; see docs/architecture.md."""

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2

from runner.environment.file import HOME, Environment
from runner.errors import SettingsError, SqlFileError, UsageError
from runner.statements import header

SQL = HOME / "sql"
OWN_TABLES = (
    "last_access",
    "sync_item",
    "run",
    "run_step",
    "run_count",
    "watermark",
    "log_day",
    "candidate",
    "run_program",
    "rejected_item",
    "revocation",
    "policy",
    "exemption",
    "notice",
    "accepted_day",
    "pause",
    "restore_item",
    "lock",
    "version",
)
# The accounts of a database, in the order of their grants, and what stands for one that the environment does not name.
UNNAMED_ACCOUNTS = {"owner": "lapse_owner", "runtime": "lapse_app", "operator": "lapse_operator"}

# The files that are about one access log, rendered once for each of several; and those about the items of a chunk.
_PER_LOG = {
    *("customer/10_access_log.sql", "customer/20_access_log_ix.sql"),
    *(f"grants/{account}/20_access_log.sql" for account in UNNAMED_ACCOUNTS),
    *("load/access_log.sql", "load/read_log_again.sql"),
}
_PER_ITEMS = "chunk/"
_HINT_CALL = re.compile(r"""hint\(["'](\w+)["']""")


@dataclass(frozen=True)
class Statement:
    """One rendered SQL file.

    Attributes:
        path: the file, relative to sql/.
        header: its parsed header.
        text: what is handed to the database, byte for byte.
        table: the table it was rendered for, where one file serves several.
        hints: the hints in it, in their order.
    """

    path: str
    header: header.Header
    text: str
    table: str | None = None
    hints: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The name of the step and its file, for errors and logs."""
        return f"{self.header.name} (sql/{self.path})"

    @property
    def rendered_path(self) -> str:
        """The file that the rendered text is kept in, of which there is one a table."""
        return f"{self.path.removesuffix('.sql')}.{self.table}.sql" if self.table else self.path


class CustomerTable:
    """A table of the customer's in a template: its name as text, its columns as attributes."""

    def __init__(self, name: str, columns: dict[str, Any]) -> None:
        self.name = name
        self.bare_name = name.rpartition(".")[2]
        self.__dict__.update(columns)

    def __str__(self) -> str:
        return self.name


class Catalog:
    """The SQL files of sql/ as one environment renders them.

    Args:
        environment: the settings that the templates name.

    Raises:
        SettingsError: the environment has a hint that no file asks for.
        SqlFileError: a file is not UTF-8.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._jinja = _templates(SQL)
        self._statements: dict[tuple[str, str | None], Statement] = {}
        self._check_hints()

    def statement(self, path: str, table: str | None = None) -> Statement:
        """Render one file.

        Args:
            path: relative to sql/, say "ledger/read_clock.sql".
            table: where the file is about one of several access logs, that one; None for the first.

        Returns:
            The rendered statement with its parsed header.

        Raises:
            SqlFileError: the template names something unknown, or its header or binds are wrong.
        """
        if table == self.environment.logs[0].table:
            table = None
        more = {} if table is None else {"access_log": next(log for log in self._logs if log.name == table)}
        return self._rendered(path, table, more)

    def of_items(self, path: str, step: Statement) -> Statement:
        """Render a file of sql/chunk for the items that a chunk step names; arguments and errors as of `statement`."""
        items = step.header.items
        if items is None:
            raise SqlFileError(f"{step.where}: only a chunk has items")
        table = CustomerTable(items.table, {"item_no": items.number})
        return self._rendered(path, items.table, {"items": table})

    def _rendered(self, path: str, table: str | None, more: dict[str, Any]) -> Statement:
        if (path, table) not in self._statements:
            self._hints: list[str] = []
            text = self._render(path, more)
            parsed = header.parse(text, f"sql/{path}")
            self._statements[path, table] = Statement(path, parsed, text, table, tuple(self._hints))
        return self._statements[path, table]

    def job(self, name: str) -> list[Statement]:
        """Return the steps of a job in the order they run.

        Raises:
            UsageError: there is no such job.
            SqlFileError: a file breaks a rule, or the kinds of its steps cannot stand in one job.
        """
        paths = sorted((SQL / "jobs" / name).glob("*.sql"))
        if not paths:
            raise UsageError(f"there is no job '{name}' in sql/jobs; known: {', '.join(self.job_names)}")
        steps = [self.statement(str(path.relative_to(SQL))) for path in paths]
        _check_kinds(name, steps)
        return steps

    @property
    def job_names(self) -> list[str]:
        """The jobs there are."""
        return sorted(path.name for path in (SQL / "jobs").iterdir() if path.is_dir())

    @property
    def paths(self) -> list[str]:
        """The files that hold a statement, relative to sql/, in the order of their names."""
        return [str(path.relative_to(SQL)) for path in sorted(SQL.rglob("*.sql")) if path.parent.name != "macros"]

    def all(self) -> Iterator[Statement]:
        """Render every file for every table it serves, in the order of their names."""
        for path in self.paths:
            yield from self.each(path)

    def each(self, path: str) -> Iterator[Statement]:
        """Render one file for every table it serves."""
        if path.startswith(_PER_ITEMS):
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

    def own(self, word: str) -> str:
        """Return the full name of one of lapse's own tables; `word` as in OWN_TABLES."""
        tables = self.environment.tables
        return (f"{tables.own_schema}." if tables.own_schema else "") + tables.prefix + word

    @property
    def accounts(self) -> dict[str, str | None]:
        """The owner of lapse's tables, the account of cron and the one that restores; None for one without a name."""
        database = self.environment.database
        owner = self.environment.tables.own_schema or database.current_schema
        return {"owner": owner, "runtime": database.grantee, "operator": database.operator_account}

    @cached_property
    def _logs(self) -> list[CustomerTable]:
        logs = self.environment.logs
        return [CustomerTable(log.table, {**dict(log.columns), "hints": log.hints}) for log in logs]

    @property
    def _key_columns(self) -> str:
        """Program and user in the order of the customer's index, as a hint that names an index by its columns must."""
        columns = self.environment.columns.permission
        key = (columns.program_id, columns.user_id)
        led = (tuple(index[:2]) for index in self.environment.indexes.permission.values())
        return " ".join(next((found for found in led if sorted(found) == sorted(key)), key))

    @cached_property
    def _context(self) -> dict[str, Any]:
        settings = self.environment
        context: dict[str, Any] = {f"lapse_{word}": self.own(word) for word in OWN_TABLES}
        context |= {f"{account}_account": name or UNNAMED_ACCOUNTS[account] for account, name in self.accounts.items()}
        return context | {
            "prefix": settings.tables.prefix,
            "access_log": self._logs[0],
            "access_logs": self._logs,
            "permission": CustomerTable(
                settings.tables.permission, {**dict(settings.columns.permission), "key_columns": self._key_columns}
            ),
            "policy": settings.policy,
            "sync": settings.sync,
            "guards": settings.guards,
            "hint": self._hint,
            "hints": settings.hints,
        }

    @cached_property
    def _context_and_macros(self) -> dict[str, Any]:
        context = dict(self._context)
        for path in sorted((SQL / "macros").glob("*.sql")):
            module = self._jinja.get_template(f"macros/{path.name}").make_module(context)
            context |= {name: macro for name, macro in vars(module).items() if not name.startswith("_")}
        return context

    def _context_of(self, path: str) -> dict[str, Any]:
        """The ledger calls no macro: a run that only asks for the lock, or a list of runs, need not compile them."""
        return self._context if path.startswith(("ledger/", _PER_ITEMS)) else self._context_and_macros

    def _hint(self, name: str, default: str = "", log: CustomerTable | None = None) -> str:
        """The hint of the environment, or of one of its logs, else the file's own."""
        own: dict[str, str] = getattr(log, "hints", {})
        text = own.get(name, self.environment.hints.get(name, default))
        self._hints += [text] if text else []
        return f" /*+ {text} */" if text else ""

    def _render(self, path: str, more: dict[str, Any]) -> str:
        try:
            return self._jinja.get_template(path).render(self._context_of(path) | more)
        except jinja2.TemplateSyntaxError as error:
            raise SqlFileError(f"sql/{error.name or path}:{error.lineno}: {error.message}") from None
        except UnicodeDecodeError as error:
            raise SqlFileError(f"sql/{path}: not UTF-8: {error}") from None
        except jinja2.TemplateNotFound:
            raise SqlFileError(f"there is no file sql/{path}") from None
        except jinja2.UndefinedError as error:
            known = ", ".join(self._context_of(path))
            raise SqlFileError(f"sql/{path}: {error.message}; templates may name: {known}") from None

    def _check_hints(self) -> None:
        asked = [*self.environment.hints, *(name for log in self.environment.logs for name in log.hints)]
        if not asked:
            return
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in SQL.rglob("*.sql"))
        known = {name for text in texts for name in _HINT_CALL.findall(text)}
        for name in asked:
            if name not in known:
                nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.0)
                raise SettingsError(f"hints.{name}: no SQL file asks for this hint; did you mean '{nearest[0]}'?")


@cache
def _templates(folder: Path) -> jinja2.Environment:
    """Return the templates below a folder; compiled once, whatever environments render them."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _check_kinds(job: str, steps: list[Statement]) -> None:
    kinds = {step.header.transaction for step in steps}
    if header.Transaction.CALLER in kinds:
        raise SqlFileError(f"sql/jobs/{job}: 'caller' is for the ledger; a step is guard, statement, chunk or tasklet")
    own = kinds & {header.Transaction.STATEMENT, header.Transaction.CHUNK}
    if header.Transaction.TASKLET in kinds and own:
        raise SqlFileError(
            f"sql/jobs/{job}: tasklet steps share one transaction, so {' and '.join(sorted(own))} steps, which commit, "
            "cannot stand in the same job"
        )
    names = [step.header.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            raise SqlFileError(f"sql/jobs/{job}: two steps are named '{name}'; the ledger tells them apart by name")
