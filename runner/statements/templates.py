"""The Jinja templates of sql/, and what an environment puts into them: names, numbers and hints."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from ..environment.file import HOME, Environment
from ..errors import SqlFileError
from . import overlay

SQL = HOME / "sql"
OWN_TABLES = (
    *("last_access", "sync_item", "run", "run_step", "run_count", "watermark", "log_day", "candidate", "run_program"),
    *("rejected_item", "revocation", "policy", "exemption", "notice", "accepted_day", "dismissal", "pause"),
    *("restore_item", "lock", "version"),
)
# The accounts of a database, in the order of their grants, and what stands for one that the environment does not name.
UNNAMED_ACCOUNTS = {"owner": "lapse_owner", "runtime": "lapse_app", "operator": "lapse_operator"}
_HINT_CALL = re.compile(r"""hint\(["'](\w+)["']""")
_DEFINED = re.compile(r"\{%[-+]?\s*(?:macro|set)\s+(\w+)")
_MACRO = "_macro"  # the name under which a template finds what the files of macros define


class CustomerTable:
    """A table of the customer's in a template: its name as text, its columns as attributes."""

    def __init__(self, name: str, columns: dict[str, Any]) -> None:
        self.name = name
        self.bare_name = name.rpartition(".")[2]
        self.__dict__.update(columns)

    def __str__(self) -> str:
        return self.name


class _Names(Context):
    """The names that a template may use; those of macros come last, so that only files in use are compiled."""

    def resolve_or_missing(self, key: str) -> Any:
        """Return what a name stands for."""
        found = super().resolve_or_missing(key)
        return self.parent[_MACRO](key) if found is missing else found


class Templates:
    """The templates as one environment fills them.

    Args:
        environment: the settings that they name, and whose project may have files of its own.

    Attributes:
        overlay: the files of the project.

    Raises:
        SqlFileError: a file of the project cannot be used.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.overlay = overlay.read(environment.project, SQL)
        self._folder = SQL
        self._jinja = _compiled(SQL, self.overlay.folder)
        self._hints: list[tuple[str, str]] = []
        self._modules: dict[str, TemplateModule] = {}

    def paths(self, folder: str = "") -> list[str]:
        """Return the files with a statement below a folder of sql/, relative to sql/, in the order of their names."""
        return [path for path in self._files(folder) if Path(path).parent.name != "macros"]

    def folders(self, folder: str) -> list[str]:
        """Return the names of the folders in a folder of sql/."""
        below = len(Path(folder).parts)
        return sorted({parts[below] for path in self._files(folder) if len(parts := Path(path).parts) > below + 1})

    def hints_asked(self) -> set[str]:
        """Return the names of the hints that the files ask for."""
        return {name for path in self._files("") for name in _HINT_CALL.findall(self._text(path))}

    def _text(self, path: str) -> str:
        own = self.overlay
        file = ((own.folder if path in own.files else None) or self._folder) / path
        return file.read_text(encoding="utf-8", errors="replace")

    def _files(self, folder: str) -> list[str]:
        """Return the files below a folder of sql/, macros included, in the order of their names."""
        shipped = {str(path.relative_to(self._folder)) for path in (self._folder / folder).rglob("*.sql")}
        own = {path for path in self.overlay.files if path.endswith(".sql") and Path(path).is_relative_to(folder)}
        return sorted(shipped | own)

    def render(self, path: str, more: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Fill one template.

        Args:
            path: relative to sql/.
            more: names for this file alone, such as `items`.

        Returns:
            The rendered text, and the hints that it asks for in their order, each with its name; "" is none.

        Raises:
            SqlFileError: there is no such file, it is not UTF-8 or no template, or it names something unknown.
        """
        self._hints = []
        try:
            text = self._jinja.get_template(path).render(self._context | more)
        except jinja2.TemplateSyntaxError as error:
            raise SqlFileError(str(error.message), f"sql/{error.name or path}", error.lineno) from None
        except UnicodeDecodeError as error:
            raise SqlFileError(f"not UTF-8: {error}", f"sql/{path}") from None
        except jinja2.TemplateNotFound:
            raise SqlFileError(f"there is no file sql/{path}") from None
        except jinja2.UndefinedError as error:
            known = ", ".join(name for name in [*self._context, *self._macro_files] if name != _MACRO)
            raise SqlFileError(f"{error.message}; templates may name: {known}", f"sql/{path}") from None
        except jinja2.exceptions.SecurityError as error:
            raise SqlFileError(f"{str(error).rstrip('.')}; a template may only make text", f"sql/{path}") from None
        return text, tuple(self._hints)

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
    def logs(self) -> list[CustomerTable]:
        """The access logs of the environment, each with the index on its time of access."""
        return [
            CustomerTable(
                log.table,
                {
                    **dict(log.columns),
                    "hints": log.hints,
                    **_index(
                        f"{log.table}_ix",
                        (log.columns.accessed_at, log.columns.program_id, log.columns.user_id),
                        log.indexes,
                        led_by=1,
                    ),
                },
            )
            for log in self.environment.logs
        ]

    @cached_property
    def _permission(self) -> CustomerTable:
        """The permission table with the index of its key; a hint names it by program and user in its order."""
        table, columns = self.environment.tables.permission, self.environment.columns.permission
        key = (columns.program_id, columns.user_id)
        index = _index(f"{table}_pk", key, self.environment.indexes.permission, led_by=2)
        return CustomerTable(table, {**dict(columns), "key_columns": " ".join(index["index_columns"][:2]), **index})

    @cached_property
    def _context(self) -> dict[str, Any]:
        settings = self.environment
        context: dict[str, Any] = {f"lapse_{word}": self.own(word) for word in OWN_TABLES}
        context |= {f"{account}_account": name or UNNAMED_ACCOUNTS[account] for account, name in self.accounts.items()}
        return context | {
            "prefix": settings.tables.prefix,
            "access_log": self.logs[0],
            "access_logs": self.logs,
            "permission": self._permission,
            "policy": dict(settings.policy),
            "sync": dict(settings.sync),
            "guards": dict(settings.guards),
            "status": dict(settings.status),
            "hint": self._hint,
            "hints": settings.hints,
            _MACRO: self._macro,
        }

    @cached_property
    def _macro_files(self) -> dict[str, list[str]]:
        """The files of macros that define each name, for all files or for themselves alone."""
        files: dict[str, list[str]] = {}
        for path in self._files("macros"):
            for name in _DEFINED.findall(self._text(path)):
                files.setdefault(name, []).append(path)
        return files

    def _macro(self, name: str) -> Any:
        """Return what the last of the files of macros defines by a name, `missing` if none of them does."""
        for path in reversed(self._macro_files.get(name, [])):
            if path not in self._modules:
                self._modules[path] = self._jinja.get_template(path).make_module(self._context)
            if hasattr(self._modules[path], name):
                return getattr(self._modules[path], name)
        return missing

    def _hint(self, name: str, default: str = "", log: CustomerTable | None = None) -> str:
        """The hint of the environment, or of one of its logs, else the file's own."""
        own: dict[str, str] = getattr(log, "hints", {})
        text = own.get(name, self.environment.hints.get(name, default))
        self._hints.append((name, text))
        return f" /*+ {text} */" if text else ""


def _index(name: str, columns: tuple[str, ...], declared: Mapping[str, Sequence[str]], led_by: int) -> dict[str, Any]:
    """Return an index of a customer's table for its template: the declared one, else one of this name and columns.

    Args:
        name: with the schema of its table.
        columns: what it needs.
        declared: those that the environment declares.
        led_by: how many of the first columns the index must begin with, in any order.
    """
    owner, dot, bare = name.rpartition(".")
    for known, its in declared.items():
        if sorted(its[:led_by]) == sorted(columns[:led_by]):
            bare, columns = known, tuple(its)
            break
    return {"index": f"{owner}{dot}{bare}", "bare_index": bare, "index_columns": columns}


def _set(value: object) -> object:
    """Refuse to render a setting that is not set, which would stand in the SQL as the word None."""
    if value is None:
        raise jinja2.UndefinedError("a name of the template has no value here: ask for it with {% if %} first")
    return value


@cache
def _compiled(shipped: Path, own: Path | None) -> jinja2.Environment:
    """Return the templates of a folder, those of a project before them; compiled once for all environments.

    In a sandbox: a template is rendered before it is reviewed, and a review shows only the text that it makes.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder) for folder in (own, shipped) if folder]),
        undefined=jinja2.StrictUndefined,
        finalize=_set,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.context_class = _Names
    return environment
