"""The environment of one database: `environments/NAME.toml`; see docs/architecture.md."""

import shlex
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from ..errors import SettingsError, UsageError
from .called import lapse
from .connection import Database
from .identifiers import Hint, Text, nearest_name
from .sections import AccessLog, Columns, Guards, Indexes, Metrics, Notify, Policy, Review, Status, Sync, Tables
from .variables import PREFIX, SEPARATOR, check_variables
from .words import refusal, unknown_key

PACKAGE = Path(__file__).resolve().parents[1]
# What lapse ships: inside the installed package, and beside it in the repository.
HOME = PACKAGE if (PACKAGE / "sql").is_dir() else PACKAGE.parent

ENVIRONMENTS = "environments"


class Environment(BaseSettings):
    """The effective settings: the file, overridden by the variables LAPSE_<SECTION>__<KEY>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=SEPARATOR,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    database: Database
    tables: Tables = Tables()
    columns: Columns = Columns()
    indexes: Indexes = Indexes()
    policy: Policy = Policy()
    sync: Sync = Sync()
    guards: Guards = Guards()
    hints: dict[Text, Hint] = Field(
        {},
        description='A hint for the statement of that name, in place of the one of its SQL file; `""` removes it.',
        examples=[{"stage_items": "index(l access_log_ix)"}],
    )
    review: Review = Review()
    status: Status = Status()
    metrics: Metrics = Metrics()
    notify: Notify = Notify()
    access_logs: tuple[AccessLog, ...] = Field((), description="Several access logs: a list of sections.")

    _path: Path = Path()
    _argument: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read variables first, then the file; no .env file and no folder of secrets."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _logs_named_once(self) -> Self:
        if not self.access_logs:
            return self
        for section in ("tables", "columns", "indexes"):
            if "access_log" in getattr(self, section).model_fields_set:
                raise ValueError(f"name the access logs in [[access_logs]] or in [{section}] access_log, not in both")
        if len({log.table for log in self.access_logs}) < len(self.access_logs):
            raise ValueError("two of [[access_logs]] name the same table")
        return self

    @cached_property
    def logs(self) -> tuple[AccessLog, ...]:
        """The access logs: those of [[access_logs]], else the one of [tables]."""
        one = AccessLog(table=self.tables.access_log, columns=self.columns.access_log, indexes=self.indexes.access_log)
        return self.access_logs or (one,)

    def log(self, table: str | None) -> AccessLog:
        """Return one access log.

        Args:
            table: its table; None if there is only one.

        Raises:
            UsageError: no log has this table, or there are several and none is given.
        """
        chosen = [log for log in self.logs if table is None or log.table == table.lower()]
        if len(chosen) != 1:
            tables = " or ".join(f"--table {log.table}" for log in self.logs)
            raise UsageError(f"choose the access log: {tables}; nothing was done")
        return chosen[0]

    @property
    def name(self) -> str:
        """The name of the environment: that of its file."""
        return self._path.stem

    @property
    def project(self) -> Path:
        """The folder with its environments/, its own sql/ and its review/; of a file elsewhere, the folder of the file.

        See docs/decisions/11-package-and-project.md.
        """
        folder = self._path.parent
        return folder.parent if folder.name == ENVIRONMENTS else folder

    @property
    def argument(self) -> str:
        """The value of `--env` for it, in the current folder: NAME in environments/, else the path of its file."""
        return self._argument

    @property
    def command(self) -> str:
        """The command with this environment, as a shell takes it."""
        return f"{lapse()} --env {shlex.quote(self.argument)}"

    def resolve(self, path: str | Path) -> Path:
        """Return a path of the settings, relative ones counted from the folder of the environment file.

        Raises:
            SettingsError: it names an unknown home folder, or a loop of links.
        """
        try:
            return (self._path.parent / Path(path).expanduser()).resolve()
        except RuntimeError as error:
            raise SettingsError(f"the path {path} cannot be resolved: {error}; nothing was done") from None


def names() -> list[str]:
    """Return the names that `--env` takes: those of the files in environments/."""
    return sorted(file.stem for file in _named_in().glob("*.toml"))


def read(name: str) -> Environment:
    """Read an environment.

    Args:
        name: NAME of environments/NAME.toml, or the path of a file that ends with .toml.

    Returns:
        The effective settings.

    Raises:
        UsageError: there is no such environment.
        SettingsError: the file cannot be read, it is not TOML, or a setting is invalid.
    """
    named_in = _named_in()
    path = Path(name) if name.endswith(".toml") else named_in / f"{name}.toml"
    if not name.isprintable() or not path.stem.strip("."):  # review/.. is another folder
        raise UsageError(f"{name!r} is not a valid environment name; nothing was done")
    check_variables(Environment.model_fields)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        for key in settings:
            if key.startswith("_"):  # pydantic-settings would read it as one of its own options
                raise SettingsError(f"{path} cannot be used, nothing was done:\n  {unknown_key((key,), Environment)}")
        environment = Environment(**settings)
    except FileNotFoundError:
        raise UsageError(_not_found(name, path)) from None
    except ValidationError as error:
        raise refusal(path, error, Environment) from None
    except SourceError as error:
        raise SettingsError(f"a variable LAPSE_... is not JSON: {error}; nothing was done") from None
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, no JSON, or too deep, too many digits
        raise SettingsError(f"{path} cannot be read: {error}; nothing was done") from None
    environment._path = path.resolve()
    is_named = environment._path.parent == named_in.resolve()
    environment._argument = environment.name if is_named else str(environment._path)
    return environment


def _named_in() -> Path:
    """Return where --env NAME is looked up: environments/ of the current folder; without it, that of the clone."""
    here = Path(ENVIRONMENTS)
    return here if here.is_dir() or HOME == PACKAGE else HOME / ENVIRONMENTS


def _not_found(name: str, path: Path) -> str:
    if not name.endswith(".toml") and not path.parent.is_dir():
        return (
            f"there is no folder {ENVIRONMENTS} in {Path.cwd()} to look up {name}: go to the folder of your project, "
            f"or make one: {lapse()} init DIR; nothing was done"
        )
    if not (there := names()):
        return f"there is no environment file {path}; nothing was done"
    nearest, known = nearest_name(name, there), f"known environments: {', '.join(there)}"
    meant = f"did you mean {nearest}? ({known})" if nearest else known
    return f"there is no environment file {path}; {meant}; nothing was done"
