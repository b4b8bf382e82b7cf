"""The section [database] of an environment file."""

import re
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from .identifiers import Identifier, PathName, Text, identifier, nearest_name
from .sections import Section


class Database(Section):
    """The location of the database and how to connect; the password is not a setting."""

    url: Text = Field(
        description="`oracle+oracledb://USER@HOST:PORT?service_name=NAME` without a password, or `embedded:FOLDER`.",
        examples=["oracle+oracledb://lapse_app@db.example.com:1521?service_name=PROD"],
    )
    password_file: PathName | None = Field(
        None,
        description="The file with the password, mode 600. `LAPSE_PASSWORD` goes before it.",
        examples=["prod.password"],
    )
    wallet: PathName | None = Field(
        None,
        description="The folder of the wallet for mutual TLS; its password is in `LAPSE_WALLET_PASSWORD`.",
        examples=["/etc/lapse/wallet"],
    )
    config_dir: PathName | None = Field(
        None, description="The folder of `tnsnames.ora`, where the URL names an alias.", examples=["/etc/lapse/wallet"]
    )
    current_schema: Identifier | None = Field(
        None, description="The schema of tables that are named without one; else the account's own.", examples=["app"]
    )
    runtime_account: Identifier | None = Field(
        None, description="The account of cron, for `lapse grants`; else that of the URL.", examples=["lapse_app"]
    )
    operator_account: Identifier | None = Field(
        None, description="The account that restores, for `lapse grants`.", examples=["lapse_operator"]
    )
    call_timeout_s: Annotated[
        int, Field(ge=0, le=604_800, description="Seconds after which a call of the database fails; 0: never.")
    ] = 3600
    time_zone: Text | None = Field(
        None,
        description="The zone of the times in your tables; `lapse load` needs it for times with an offset.",
        examples=["Asia/Seoul"],
    )

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
