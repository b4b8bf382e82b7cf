"""The sections of an environment file, each with its keys, bounds and defaults; see docs/architecture.md."""

import re
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationInfo, field_validator, model_validator

from .identifiers import (
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
    nearest_name,
)


class Section(BaseModel):
    """The base of all sections: unknown keys are refused, and values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, bool) and cls.model_fields[str(info.field_name)].annotation is not bool:
            raise ValueError("this key does not take true or false")
        return value


class Database(Section):
    """The location of the database and how to connect; the password is not a setting."""

    url: Text
    password_file: PathName | None = None
    wallet: PathName | None = None
    config_dir: PathName | None = None
    current_schema: Identifier | None = None
    runtime_account: Identifier | None = None
    operator_account: Identifier | None = None
    call_timeout_s: Annotated[int, Field(ge=0, le=604_800)] = 3600
    time_zone: Text | None = None

    @property
    def is_embedded(self) -> bool:
        """Whether it is the embedded PostgreSQL."""
        return self.url.startswith("embedded:")

    @property
    def account(self) -> str | None:
        """The account in the URL, of `proxy[account]` the one in brackets; None if a wallet has it."""
        if self.is_embedded:
            return None
        from sqlalchemy.engine import make_url

        name = make_url(self.url).username or ""
        proxied = re.fullmatch(r".*\[(.*)\]", name)
        return (proxied[1] if proxied else name) or None

    @property
    def grantee(self) -> str | None:
        """The account that cron uses: `runtime_account`, else that of the URL."""
        return self.runtime_account or self.account

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is None:
            return None
        from zoneinfo import ZoneInfo, available_timezones

        try:
            return ZoneInfo(value).key
        except (LookupError, ValueError, OSError):
            nearest = nearest_name(value, sorted(available_timezones()))
            meant = f"did you mean '{nearest}'?" if nearest else "write an IANA name such as 'Asia/Seoul'"
            raise ValueError(f"there is no time zone '{value}' on this host; {meant}") from None

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
            raise ValueError("a URL must not contain a password: set LAPSE_PASSWORD or password_file")
        return value

    @model_validator(mode="after")
    def _account_is_identifier(self) -> Self:
        try:
            identifier(self.account or "lapse")
        except ValueError as error:
            raise ValueError(f"the account in url is {error}") from None
        return self


class Tables(Section):
    """The customer's two tables, and the schema and prefix of lapse's own."""

    access_log: TableName = "access_log"
    permission: TableName = "permission"
    own_schema: Annotated[Identifier | None, Field(alias="schema")] = None
    prefix: Annotated[Identifier, Field(max_length=30)] = "lapse_"


class _Columns(Section):
    @model_validator(mode="after")
    def _each_has_its_own_name(self) -> Self:
        names = [name for name in dict(self).values() if isinstance(name, str)]
        names += getattr(self, "extra", {})
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two columns are named {', '.join(twice)}")
        return self


class AccessLogColumns(_Columns):
    """The customer's column names of the access log."""

    program_id: Identifier = "program_id"
    user_id: Identifier = "user_id"
    accessed_at: Identifier = "accessed_at"


class PermissionColumns(_Columns):
    """The customer's column names of the permission table; `extra` has all other columns with their types."""

    program_id: Identifier = "program_id"
    user_id: Identifier = "user_id"
    granted_at: Identifier = "granted_at"
    extra: dict[Identifier, ColumnType] = {}


class Columns(Section):
    """The columns of the customer's tables."""

    access_log: AccessLogColumns = AccessLogColumns()
    permission: PermissionColumns = PermissionColumns()


class Indexes(Section):
    """The indexes of the customer's tables that hints may name, each with its columns in order."""

    access_log: dict[Identifier, IndexColumns] = {}
    permission: dict[Identifier, IndexColumns] = {}


class AccessLog(Section):
    """One of several access logs: its table, columns and indexes, and hints that replace those of [hints]."""

    table: TableName
    columns: AccessLogColumns = AccessLogColumns()
    indexes: dict[Identifier, IndexColumns] = {}
    hints: dict[Text, Hint] = {}


class Policy(Section):
    """The inactivity period, the notice period and the retention of records, in days."""

    inactivity_days: Days = 90
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 0
    audit_retention_days: Days = 1095
    candidate_retention_days: Days = 30


class Sync(Section):
    """How the access log is read."""

    chunk_rows: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    look_back_days: Annotated[int, Field(ge=1, le=3650)] = 3
    max_rejected: Count = 1000


class Guards(Section):
    """The thresholds that stop or hold revocations; 0 means zero, never off."""

    max_log_age_hours: Annotated[int, Field(ge=0, le=876_000)] = 48
    min_log_volume_percent: Percent = 50
    max_program_silence_days: Annotated[int, Field(ge=0, le=36500)] = 7
    silent_program_min_users: Count = 3
    silent_program_min_permissions: Count = 10
    lost_day_percent: Percent = 1
    match_spelling: Annotated[bool, Strict()] = True
    max_revocations: Count = 1000
    max_revocation_percent: Percent = 5
    max_program_revocations: Count = 200
    max_program_revocation_percent: Percent = 50
    percent_floor: Count = 5


class Review(Section):
    """Whether a DBA must review the SQL before it runs."""

    required: Annotated[bool, Strict()] = False


class Status(Section):
    """From when on `lapse status` reports a problem; 0 means zero, never off."""

    max_evening_age_hours: Annotated[int, Field(ge=0, le=876_000)] = 26
    exemption_days: Annotated[int, Field(ge=0, le=3650)] = 14
    max_held_days: Annotated[int, Field(ge=0, le=3650)] = 14
    max_held_percent: Percent = 50


class Metrics(Section):
    """Where `run` writes the metrics of its environment when it ends; relative to the environment file."""

    textfile: PathName | None = None

    @field_validator("textfile")
    @classmethod
    def _is_collected(cls, value: Path | None) -> Path | None:
        if value is not None and value.suffix != ".prom":
            raise ValueError("the textfile collector reads only files whose names end with .prom")
        return value
