"""The sections of an environment file, each with its keys, bounds and defaults; see docs/architecture.md."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

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


class Tables(Section):
    """The customer's two tables, and the schema and prefix of lapse's own."""

    access_log: TableName = Field(
        "access_log", description="The access log, if there is one; several stand in `[[access_logs]]`."
    )
    permission: TableName = Field("permission", description="The table whose rows are permissions.")
    own_schema: Annotated[
        Identifier | None,
        Field(alias="schema", description="The owner of lapse's own tables.", examples=["lapse_owner"]),
    ] = None
    prefix: Annotated[Identifier, Field(max_length=30, description="What the names of lapse's tables begin with.")] = (
        "lapse_"
    )


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

    program_id: Identifier = Field("program_id", description="The column of the program.")
    user_id: Identifier = Field("user_id", description="The column of the user.")
    accessed_at: Identifier = Field("accessed_at", description="The column of the time of access, without a zone.")


class PermissionColumns(_Columns):
    """The customer's column names of the permission table; `extra` has all other columns with their types."""

    program_id: Identifier = Field("program_id", description="The column of the program.")
    user_id: Identifier = Field("user_id", description="The column of the user.")
    granted_at: Identifier = Field("granted_at", description="The column of the time of the grant, without a zone.")
    extra: dict[Identifier, ColumnType] = Field(
        {},
        description="Every other column with its type, because the archive keeps the whole row.",
        examples=[{"department": "varchar2(40 char)"}],
    )


class Columns(Section):
    """The columns of the customer's tables."""

    access_log: AccessLogColumns = Field(
        AccessLogColumns(), description="The columns of the access log, if there is one."
    )
    permission: PermissionColumns = Field(PermissionColumns(), description="The columns of the permission table.")


class Indexes(Section):
    """The indexes of the customer's tables that hints may name, each with its columns in order."""

    access_log: dict[Identifier, IndexColumns] = Field(
        {},
        description="The indexes of the access log, if there is one.",
        examples=[{"access_log_ix": ["accessed_at", "program_id", "user_id"]}],
    )
    permission: dict[Identifier, IndexColumns] = Field(
        {},
        description="The indexes of the permission table; hints name them by their columns, in this order.",
        examples=[{"permission_pk": ["program_id", "user_id"]}],
    )


class AccessLog(Section):
    """One of several access logs: its table, columns and indexes, and hints that replace those of [hints]."""

    table: TableName = Field(description="Its table.", examples=["sso.logins"])
    columns: AccessLogColumns = Field(
        AccessLogColumns(), description="Its columns, where they differ.", examples=[{"accessed_at": "logged_in_at"}]
    )
    indexes: dict[Identifier, IndexColumns] = Field(
        {},
        description="Its indexes that hints may name.",
        examples=[{"logins_ix": ["logged_in_at", "program_id", "user_id"]}],
    )
    hints: dict[Text, Hint] = Field(
        {}, description="Hints in place of those of `[hints]`.", examples=[{"stage_items": "index(l logins_ix)"}]
    )


class Policy(Section):
    """The inactivity period, the notice period and the retention of records, in days."""

    inactivity_days: Days = Field(
        90, description="The inactivity period of every program without a policy of its own (`lapse policy set`)."
    )
    notice_days: Annotated[
        int, Field(ge=0, le=3650, description="Days between notice and revocation; 0: no notice.")
    ] = 0
    audit_retention_days: Days = Field(1095, description="`lapse purge` deletes no record that is more recent.")
    candidate_retention_days: Days = Field(
        30, description="How long the list of candidates of each run is kept; its counts stay."
    )


class Sync(Section):
    """How the access log is read."""

    chunk_rows: Annotated[int, Field(ge=1, le=1_000_000, description="Items in one commit.")] = 1000
    look_back_days: Annotated[
        int,
        Field(
            ge=1, le=3650, description="Days before the newest row that each run reads again, for rows that came late."
        ),
    ] = 3
    max_rejected: Count = Field(1000, description="The step fails when the database refuses more items.")


class Guards(Section):
    """The thresholds that stop or hold revocations; 0 means zero, never off."""

    max_log_age_hours: Annotated[
        int, Field(ge=0, le=876_000, description="Stops: the newest row of an access log is older.")
    ] = 48
    min_log_volume_percent: Percent = Field(
        50, description="Stops: the last whole day has less than this of the rows usual on a workday, or at a weekend."
    )
    max_program_silence_days: Annotated[
        int,
        Field(ge=0, le=36500, description="Holds a program that nobody used for this many days: its feed may be dead."),
    ] = 7
    silent_program_min_users: Count = Field(
        3, description="Only if this many users or more had their newest access in the week before."
    )
    silent_program_min_permissions: Count = Field(
        10,
        description="Holds a program with this many permissions or more that nobody used in its inactivity period.",
    )
    lost_day_percent: Percent = Field(
        1,
        description="Stops: a day of the inactivity period has less than this of the usual rows, and is not accepted.",
    )
    match_spelling: Annotated[
        bool,
        Strict(),
        Field(description="Whether ids that differ only in case or surrounding spaces protect each other."),
    ] = True
    max_revocations: Count = Field(1000, description="Stops: more permissions would be revoked or given notice.")
    max_revocation_percent: Percent = Field(5, description="Stops: more than this of all permissions would be.")
    max_program_revocations: Count = Field(200, description="Stops: more permissions of one program would be.")
    max_program_revocation_percent: Percent = Field(
        50, description="Stops: more than this of one program's permissions would be."
    )
    percent_floor: Count = Field(5, description="Percentages are ignored up to this many permissions.")


class Review(Section):
    """Whether a DBA must review the SQL before it runs."""

    required: Annotated[
        bool, Strict(), Field(description="Run only what is in `review/`, byte for byte. No variable can lift it.")
    ] = False


class Status(Section):
    """From when on `lapse status` reports a problem; 0 means zero, never off."""

    max_evening_age_hours: Annotated[
        int, Field(ge=0, le=876_000, description="Critical: no evening has ended well for longer.")
    ] = 26
    exemption_days: Annotated[
        int,
        Field(ge=0, le=3650, description="Warning: an exemption ends within this many days, and nothing replaces it."),
    ] = 14
    max_held_days: Annotated[int, Field(ge=0, le=3650, description="Warning: a program was held for longer.")] = 14
    max_held_percent: Percent = Field(
        50, description="Warning: held programs protect more than this of the candidates."
    )


class Metrics(Section):
    """Where `run` writes the metrics of its environment when it ends; relative to the environment file."""

    textfile: PathName | None = Field(
        None,
        description="The file for the textfile collector of node_exporter; its name ends with .prom.",
        examples=["/var/lib/node_exporter/textfile_collector/lapse_prod.prom"],
    )

    @field_validator("textfile")
    @classmethod
    def _is_collected(cls, value: Path | None) -> Path | None:
        if value is not None and value.suffix != ".prom":
            raise ValueError("the textfile collector reads only files whose names end with .prom")
        return value


class Notify(Section):
    """When `run` sends a notification as it ends, and the file with the URLs of the receivers, which are secrets."""

    on: tuple[Literal["failure", "stopped", "held", "done", "always"], ...] = Field(
        (),
        description="The evenings that send one: `failure`, `stopped`, `held`, `done`, `always`; see "
        "[monitoring](monitoring.md#notifications).",
        examples=[["failure", "stopped", "held"]],
    )
    urls_file: PathName | None = Field(
        None,
        description="The file with the URLs of Apprise, one a line, mode 600. `LAPSE_NOTIFY_URLS` goes before it.",
        examples=["prod.urls"],
    )
    attach_report: Literal["en", "ko"] | None = Field(
        None,
        description="Attach the page of `lapse report` on the run, in this language. It names users.",
        examples=["ko"],
    )
