"""One database with one set of names, limits and hints: `environments/NAME.toml`; design: the environment file."""

import difflib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from runner.errors import SettingsError
from runner.names import (
    ColumnType,
    Count,
    Days,
    Hint,
    Identifier,
    IndexColumns,
    PathName,
    Percent,
    TableName,
    Text,
    identifier,
    is_utf8,
)

HOME = Path(__file__).resolve().parent.parent

_UNKNOWN = "extra_forbidden"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, bool) and cls.model_fields[str(info.field_name)].annotation is not bool:
            raise ValueError("true and false are no value of this key")
        return value


class Database(_Section):
    """Where the database is and how to reach it; the password is no setting."""

    url: Text
    password_file: PathName | None = None
    wallet: PathName | None = None
    config_dir: PathName | None = None
    current_schema: Identifier | None = None
    runtime_account: Identifier | None = None
    call_timeout_s: Annotated[int, Field(ge=0, le=604_800)] = 3600

    @property
    def account(self) -> str | None:
        """The account that the URL names, of a proxy `proxy[account]` the one behind it; None where a wallet does."""
        if self.url.startswith("embedded:"):
            return None
        from sqlalchemy.engine import make_url

        name = make_url(self.url).username or ""
        proxied = re.fullmatch(r".*\[(.*)\]", name)
        return (proxied[1] if proxied else name) or None

    @property
    def grantee(self) -> str | None:
        """The account that the rights are for: `runtime_account`, else the one of the URL."""
        return self.runtime_account or self.account

    @field_validator("url")
    @classmethod
    def _no_password(cls, value: str) -> str:
        if value.startswith("embedded:") and value != "embedded:":
            return value
        if not value.startswith("oracle+oracledb://"):
            raise ValueError("write oracle+oracledb://USER@HOST:PORT?service_name=NAME or embedded:PATH")
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            parsed = make_url(value)
        except (ArgumentError, ValueError):
            raise ValueError("not a URL: write oracle+oracledb://USER@HOST:PORT?service_name=NAME") from None
        hidden = "@" in (parsed.database or "")  # SQL*Plus's USER/PASSWORD@HOST
        if hidden or parsed.password is not None or any("password" in key.lower() for key in parsed.query):
            raise ValueError("a URL holds no password: set LAPSE_PASSWORD or password_file")
        return value

    @model_validator(mode="after")
    def _account_is_identifier(self) -> Self:
        try:
            identifier(self.account or "lapse")
        except ValueError as error:
            raise ValueError(f"the account that the url names is {error}") from None
        return self


class Tables(_Section):
    """The customer's two tables, and the schema and prefix of lapse's own."""

    access_log: TableName = "access_log"
    permission: TableName = "permission"
    own_schema: Annotated[Identifier | None, Field(alias="schema")] = None
    prefix: Annotated[Identifier, Field(max_length=30)] = "lapse_"


class _Columns(_Section):
    @model_validator(mode="after")
    def _each_has_its_own_name(self) -> Self:
        names = [name for name in dict(self).values() if isinstance(name, str)]
        names += getattr(self, "extra", {})
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two columns are named {', '.join(twice)}")
        return self


class AccessLogColumns(_Columns):
    """What the customer calls the columns of the access log."""

    program_id: Identifier = "program_id"
    user_id: Identifier = "user_id"
    accessed_at: Identifier = "accessed_at"


class PermissionColumns(_Columns):
    """What the customer calls the columns of the permission table; `extra` names the others with their types."""

    program_id: Identifier = "program_id"
    user_id: Identifier = "user_id"
    granted_at: Identifier = "granted_at"
    extra: dict[Identifier, ColumnType] = {}


class Columns(_Section):
    """The columns of the customer's tables."""

    access_log: AccessLogColumns = AccessLogColumns()
    permission: PermissionColumns = PermissionColumns()


class Indexes(_Section):
    """The indexes of the customer's tables that hints may name, each with its columns, the leading one first."""

    access_log: dict[Identifier, IndexColumns] = {}
    permission: dict[Identifier, IndexColumns] = {}


class AccessLog(_Section):
    """One of several access logs: its table, columns and indexes, and hints of its own in place of those of [hints]."""

    table: TableName
    columns: AccessLogColumns = AccessLogColumns()
    indexes: dict[Identifier, IndexColumns] = {}
    hints: dict[Text, Hint] = {}


class Policy(_Section):
    """How many days of inactivity a permission stands, is noted before it goes, and its revocation stays on record."""

    inactivity_days: Days = 90
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 0
    audit_retention_days: Days = 1095


class Sync(_Section):
    """How the access log is carried forward."""

    chunk_rows: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    look_back_days: Annotated[int, Field(ge=0, le=3650)] = 3
    max_rejected: Count = 1000


class Guards(_Section):
    """What stops a revocation; 0 means zero, never off."""

    max_log_age_hours: Annotated[int, Field(ge=0, le=876_000)] = 48
    min_log_volume_percent: Percent = 50
    silent_program_min_permissions: Count = 10
    max_revocations: Count = 1000
    max_revocation_percent: Percent = 5
    max_program_revocations: Count = 200
    max_program_revocation_percent: Percent = 50
    percent_floor: Count = 5


class Review(_Section):
    """Whether a DBA's review is demanded before anything runs."""

    required: Annotated[bool, Strict()] = False


class Environment(BaseSettings):
    """The effective settings: the file, with every variable LAPSE_<SECTION>__<KEY> laid over it."""

    model_config = SettingsConfigDict(
        env_prefix="LAPSE_",
        env_nested_delimiter="__",
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
    hints: dict[Text, Hint] = {}
    review: Review = Review()
    access_logs: tuple[AccessLog, ...] = ()

    _path: Path = Path()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables first, then the file; no .env file and no folder of secrets."""
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

    @property
    def logs(self) -> tuple[AccessLog, ...]:
        """The access logs: those of [[access_logs]], else the one of [tables]."""
        one = AccessLog(table=self.tables.access_log, columns=self.columns.access_log, indexes=self.indexes.access_log)
        return self.access_logs or (one,)

    def reading(self, table: str | None) -> Self:
        """Return this environment with one access log alone, for what is about a single one.

        Args:
            table: its table; None where there is but one.

        Raises:
            SettingsError: no log has this table, or there are several and none is named.
        """
        chosen = tuple(log for log in self.logs if table is None or log.table == table.lower())
        if len(chosen) != 1:
            raise SettingsError(
                f"name one of the access logs, {', '.join(log.table for log in self.logs)}; nothing was done"
            )
        return self.model_copy(update={"access_logs": chosen})

    @property
    def name(self) -> str:
        """The name of the environment: that of its file."""
        return self._path.stem

    @property
    def argument(self) -> str:
        """What `--env` takes to name it again: NAME in environments/, else the path of its file."""
        return self.name if self._path.parent == HOME / "environments" else str(self._path)

    def resolve(self, path: str | Path) -> Path:
        """Return a path of the settings, relative ones counted from the folder of the environment file.

        Raises:
            SettingsError: it leads to the home of nobody, or in a circle.
        """
        try:
            return (self._path.parent / Path(path).expanduser()).resolve()
        except RuntimeError as error:
            raise SettingsError(f"the path {path} leads nowhere: {error}; nothing was done") from None


def read(name: str) -> Environment:
    """Read an environment.

    Args:
        name: NAME of environments/NAME.toml, or the path of a file that ends with .toml.

    Returns:
        The effective settings.

    Raises:
        SettingsError: no such file, no TOML, or a setting that cannot be; the text names the nearest known key.
    """
    path = Path(name) if name.endswith(".toml") else HOME / "environments" / f"{name}.toml"
    if not name.isprintable() or not path.stem.strip("."):  # review/.. is another folder
        raise SettingsError(f"{name!r} cannot be the name of an environment; nothing was done")
    _check_variables()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        for key in settings:
            if key.startswith("_"):  # pydantic-settings would take it for an option of its own
                raise SettingsError(f"{path} cannot be used, nothing was done:\n  {_explain((key,), _UNKNOWN, '')}")
        environment = Environment(**settings)
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in (HOME / "environments").glob("*.toml")))
        raise SettingsError(
            f"there is no environment file {path}; known environments: {known}; nothing was done"
        ) from None
    except ValidationError as error:
        faults = "\n".join(f"  {_explain(fault['loc'], fault['type'], fault['msg'])}" for fault in error.errors())
        raise SettingsError(f"{path} cannot be used, nothing was done:\n{faults}") from None
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, no JSON, or too deep, too many digits
        raise SettingsError(f"{path} cannot be read: {error}; nothing was done") from None
    environment._path = path.resolve()
    return environment


def password(environment: Environment) -> str | None:
    """Return the password of the database account: from LAPSE_PASSWORD, from the password file, or none at all.

    Raises:
        SettingsError: the password file cannot be read, or others than its owner can read it.
    """
    if value := os.environ.get("LAPSE_PASSWORD"):
        return value
    if environment.database.password_file is None:
        return None
    path = environment.resolve(environment.database.password_file)
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others than its owner: chmod 600 it, and change the password")
        if secret := path.read_text(encoding="utf-8").strip():
            return secret
        raise SettingsError(f"the password file {path} is empty; nothing was done")
    except UnicodeDecodeError:
        raise SettingsError(f"the password file {path} is not UTF-8; nothing was done") from None
    except OSError as error:
        raise SettingsError(
            f"the password file cannot be read ({error}): set LAPSE_PASSWORD, or password_file; nothing was done"
        ) from None


def to_toml(environment: Environment) -> str:
    """Return the effective settings as TOML, defaults included; they hold no secret."""
    lines: list[str] = []

    def section(path: str, values: dict[str, Any]) -> None:
        plain = {key: value for key, value in values.items() if not isinstance(value, dict) and value is not None}
        tables = {key: value for key, value in values.items() if isinstance(value, dict)}
        if path and (plain or not tables):
            lines.extend(
                ["", f"[{path}]", *(f"{_toml_key(key)} = {_toml_value(value)}" for key, value in plain.items())]
            )
        for key, value in tables.items():
            section(f"{path}.{key}" if path else key, value)

    settings = environment.model_dump(mode="json", by_alias=True)
    logs = settings.pop("access_logs")
    if logs:
        for each in ("tables", "columns", "indexes"):
            del settings[each]["access_log"]
    section("", settings)
    for log in logs:
        lines.extend(["", "[[access_logs]]", *(f"{key} = {_toml_value(value)}" for key, value in log.items())])
    return "\n".join(lines[1:]) + "\n"


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else _toml_value(key)


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "".join(
            each if each.isprintable() else _toml_escape(each) for each in json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    return str(value)


def _toml_escape(character: str) -> str:
    return f"\\U{ord(character):08x}"


def _check_variables() -> None:
    """Refuse a variable that is no text, or of a section that does not exist, which would be passed over silently."""
    sections = list(Environment.model_fields)
    for name, value in os.environ.items():
        if not name.lower().startswith("lapse_"):  # in small letters it counts as well
            continue
        if not is_utf8(name + value):
            raise SettingsError(f"the variable {name!r} is not UTF-8; nothing was done")
        section, separator, _ = name.lower().removeprefix("lapse_").partition("__")
        if section == "review":
            raise SettingsError(f"the variable {name} cannot lift a review: [review] stands in the file alone")
        if separator and section not in sections:
            nearest = difflib.get_close_matches(section, sections, n=1, cutoff=0.0)[0]
            raise SettingsError(
                f"the variable {name} names no section; did you mean LAPSE_{nearest.upper()}__...? Nothing was done"
            )


def _explain(location: tuple[int | str, ...], kind: str, message: str) -> str:
    path = ".".join(str(part) for part in location)
    if kind != _UNKNOWN:
        return f"{path}: ".removeprefix(": ") + message.removeprefix("Value error, ")
    known = _known_keys(location[:-1])
    nearest = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.0)
    return f"{path}: unknown key; did you mean '{nearest[0]}'? (known: {', '.join(known)})"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Environment
    for part in location:
        if isinstance(part, int):  # which of several
            continue
        annotation = model.model_fields[part].annotation
        candidates = get_args(annotation) or (annotation,)
        model = next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]
