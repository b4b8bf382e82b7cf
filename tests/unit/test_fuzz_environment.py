"""Hostile environment files and variables: an Environment whose names stay names, or a SettingsError."""

import atexit
import os
import re
import shutil
import tempfile
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.environment import file as environment
from runner.environment import secret, toml
from runner.environment.file import HOME, Environment
from runner.errors import SettingsError, UsageError
from runner.statements.catalog import Catalog
from tests.unit.conftest import DATABASE, ReadToml

HOSTILE = [
    *("'; drop table x; --", "t--", "/* */", "*/ delete", '"', "x\ny", "{{ guards }}", "{% raw %}", "\0", "ключ", "😀"),
    *("\u2028", "a" * 129, "../x", "%s", ":x", "app.t", "App.T#$", "select", "null", "date", "number(5,2)", "full(p)"),
    *("embedded:x", "embedded:\0", "embedded:~nobody-at-all/x", "oracle+oracledb://u@h:1?service_name=x", "nan", "1"),
    *("oracle+oracledb://u:p@h", "oracle+oracledb://x;y@h", "oracle+oracledb://[", "oracle+oracledb://u@h:x"),
]
SECTIONS: dict[str, list[str]] = {
    "database": ["url", "password_file", "wallet", "current_schema", "call_timeout_s"],
    "tables": ["access_log", "permission", "schema", "prefix"],
    "columns": ["access_log", "permission"],
    "indexes": ["access_log", "permission"],
    "policy": ["inactivity_days"],
    "sync": ["chunk_rows", "look_back_days", "max_rejected"],
    "guards": ["max_log_age_hours", "max_revocations", "max_revocation_percent"],
    "hints": ["delete_permissions", "stage_items", "nobody"],
    "review": ["required"],
    "status": ["max_evening_age_hours", "max_held_percent"],
    "metrics": ["textfile"],
    "notify": ["on", "urls_file", "attach_report"],
}
# An environment whose every name can be told from the text around it.
PLAIN = {
    "database": {"url": "oracle+oracledb://zqaa@h:1?service_name=s", "current_schema": "zqab"},
    "tables": {"access_log": "zqac.zqad", "permission": "zqae.zqaf", "schema": "zqag", "prefix": "zqah"},
    "columns": {
        "access_log": {"program_id": "zqai", "user_id": "zqaj", "accessed_at": "zqak"},
        "permission": {"program_id": "zqal", "user_id": "zqam", "granted_at": "zqan", "extra": {"zqao": "number"}},
    },
    "hints": {"stage_items": "zqba", "delete_permissions": "zqbb", "merge_last_access": "zqbc"},
}
_NAME = re.compile(r"zq[a-z]{2}|ZQ[A-Z]{2}")

_texts = st.sampled_from(HOSTILE) | st.text(max_size=5)
_scalars = st.one_of(
    _texts,
    st.booleans(),
    st.sampled_from([0, 1, 90, -1, 2**63, 10**4000, float("nan"), float("inf"), -0.0, 1e-7, 5e-324, 99.5, 1e16]),
    st.sampled_from([date(2024, 2, 29), datetime(9999, 12, 31), time(0, 0), datetime(1, 1, 1)]),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["program_id", "user_id", "extra", "x"]) | _texts, inner, max_size=2)
    ),
    max_leaves=4,
)
_files = st.fixed_dictionaries(
    {},
    optional={
        section: st.dictionaries(st.sampled_from(keys) | _texts, _values, max_size=2) | _scalars
        for section, keys in SECTIONS.items()
    },
)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(each):08x}" for each in value) + '"'
    if isinstance(value, date | time):
        return value.isoformat()
    return hex(value) if type(value) is int and value > 90 else str(value).lower()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lapse-fuzz-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def _read(content: bytes) -> Environment | None:
    """Read a file; what is accepted renders, and is the same when it was printed and read again."""
    path = _folder() / "fuzz.toml"
    path.write_bytes(content)
    try:
        read = environment.read(str(path))
        catalog = Catalog(read)
    except SettingsError:
        return None
    assert catalog.statement("jobs/revoke/50_archive_permissions.sql").text
    path.write_text(toml.to_toml(read), encoding="utf-8")
    assert environment.read(str(path)) == read
    assert all(line.isprintable() for line in toml.to_toml(read).split("\n"))
    return read


@given(st.binary(max_size=60), st.integers(0, 2), st.integers(0, 500))
@example(b"\xff\xfe", 0, 0)
@example(b"\xef\xbb\xbf", 0, 0)
@example(b"a = " + b"[" * 5000, 0, 0)
@example(b"a = " + b"{a = " * 5000, 0, 0)
@example(b"a = " + b"1" * 5000 + b"\n", 0, 0)
def test_any_bytes_are_an_environment_or_an_error(piece: bytes, number: int, at: int) -> None:
    text = (HOME / "environments" / f"{('demo', 'dev', 'prod')[number]}.toml").read_bytes()
    _read(text[:at] + piece + text[at:])
    _read(piece)


@settings(max_examples=150)
@given(_files)
def test_any_values_are_an_environment_or_an_error(sections: dict[str, Any]) -> None:
    text = "".join(f"{section} = {_toml(values)}\n" for section, values in sections.items())
    _read(text.encode() if "database" in sections else (text + DATABASE).encode())


@settings(max_examples=60)
@given(
    st.sampled_from([(section, key) for section, keys in SECTIONS.items() if section != "review" for key in keys]),
    st.booleans(),
    st.one_of(_texts, st.text(max_size=5), _values.map(_toml)).filter(lambda value: "\0" not in value),
)
@example(("database", "url"), False, "embedded:\udcff")
@example(("guards", ""), False, '{"max_revocation_percent": NaN}')
@example(("guards", ""), False, "[" * 100_000)
@example(("hints", ""), False, '{"\\ud800": ""}')
@example(("database", ""), False, '{"wallet": "\\ud800"}')
def test_any_variable_makes_an_environment_or_an_error(name: tuple[str, str], small: bool, value: str) -> None:
    variable = "LAPSE_" + "__".join(part for part in name if part).upper()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, variable.lower() if small else variable, value)
        _read(DATABASE.encode())


def _texts_of(settings: dict[str, Any]) -> dict[str, str]:
    return {each.path: each.text for each in Catalog(Environment.model_validate(settings)).all()}


@cache
def _plain() -> dict[str, str]:
    return _texts_of(PLAIN)


def _replaced(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {_replaced(key, names): _replaced(inner, names) for key, inner in value.items()}
    return _NAME.sub(lambda match: names.get(match[0]) or names[match[0].lower()].upper(), value)


@settings(max_examples=5)
@given(
    st.lists(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_$#]{0,29}", fullmatch=True), min_size=15, max_size=15, unique_by=str.lower
    ),
    st.lists(st.from_regex(r'[a-z][a-zA-Z0-9_$#@"., ()]{0,20}[)"a-z]', fullmatch=True), min_size=3, max_size=3),
)
@example([f"null{'$#'[at % 2]}{at}" for at in range(15)], ['full(p") "', "a.b@c", "((((("])
def test_names_and_hints_stand_where_they_belong_and_change_nothing_else(names: list[str], hints: list[str]) -> None:
    chosen = {f"zqa{chr(97 + at)}": name.lower() for at, name in enumerate(names)}
    chosen |= {f"zqb{chr(97 + at)}": hint for at, hint in enumerate(hints)}
    written = _replaced(PLAIN, chosen)
    written["database"]["url"] = written["database"]["url"].replace("#", "%23")
    texts = _texts_of(written)
    assert texts == {path: _replaced(text, chosen) for path, text in _plain().items()}
    assert all(text.count("/*") == text.count("*/") for text in texts.values())


def test_no_variable_lifts_a_review_in_whatever_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("lapse_review__required", "Lapse_Review", "LAPSE_review__REQUIRED"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, "false")
            with pytest.raises(SettingsError, match=f"the variable {variable} cannot lift a review"):
                environment.read("prod")


def test_a_variable_in_small_letters_names_a_section_too(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("lapse_polic__inactivity_days", "1")
    with pytest.raises(SettingsError, match="lapse_polic__inactivity_days names no section"):
        read_toml("")


def test_no_key_of_a_file_is_an_option_of_the_library(read_toml: ReadToml) -> None:
    for key in ("_env_prefix", "_env_file", "_cli_parse_args", "_case_sensitive", "__pydantic_self__", "_path"):
        with pytest.raises(SettingsError, match=f"  {key}: unknown key; "):
            read_toml(f'{key} = "EVIL_"\n{DATABASE}')


def test_a_value_that_would_blind_a_guard_or_break_a_run_is_refused(read_toml: ReadToml) -> None:
    for text, fault in (
        ("[guards]\nmax_revocation_percent = nan", "max_revocation_percent: write 100 or less"),
        ("[guards]\nmax_revocation_percent = inf", "max_revocation_percent: write 100 or less"),
        ("[guards]\nmax_revocation_percent = 1e-7", "max_revocation_percent: write 0, or a percentage"),
        ("[guards]\nmax_revocation_percent = 2024-02-29", "max_revocation_percent: write a number"),
        ("[guards]\nmax_revocation_percent = true", "max_revocation_percent: this key does not take true or false"),
        ("[guards]\nmax_revocations = true", "max_revocations: this key does not take true or false"),
        ("[guards]\nmax_revocations = 0x" + "f" * 4000, "max_revocations: write 1000000000 or less"),
        ("[sync]\nlook_back_days = 0", "look_back_days: write 1 or more"),
        ("[guards]\nmax_log_age_hours = 1_000_000", "max_log_age_hours: write 876000 or less"),
        ("[policy]\ninactivity_days = true", "inactivity_days: this key does not take true or false"),
        ("[policy]\ninactivity_days = 1970-04-01", "inactivity_days: write a whole number"),
        ("[sync]\nmax_rejected = 1_000_000_001", "max_rejected: write 1000000000 or less"),
        ("[review]\nrequired = 'off'", "review.required: write true or false"),
        ("[review]\nrequired = 0", "review.required: write true or false"),
        ("[database]\nurl = 'embedded:x'\ncall_timeout_s = 4294968", "call_timeout_s: write 604800 or less"),
        ('[database]\nurl = "embedded:a\\u0000b"', "database.url: contains a NUL"),
        ('[database]\nurl = "embedded:x"\nwallet = "\\u0000"', "database.wallet: contains a NUL"),
        (f"[tables]\nprefix = '{'p' * 31}'", "tables.prefix: write at most 30 characters"),
        ("[indexes.access_log]\nlog_ix = []", "indexes.access_log.log_ix: write a list that is not empty"),
        ("[notify]\non = ['fail']", "notify.on.0: write 'failure', 'stopped', 'held', 'done' or 'always'"),
        ("[columns]\naccess_log = 5", "columns.access_log: write keys with values"),
        ("[columns.access_log]\nuser_id = 'PROGRAM_ID'", "columns.access_log: two columns are named program_id"),
        ("[columns.permission.extra]\nGranted_At = 'date'", "columns.permission: two columns are named granted_at"),
    ):
        with pytest.raises(SettingsError, match=fault):
            read_toml(text)


def test_a_name_that_leads_astray_is_refused() -> None:
    for name in ("...toml", "x/..toml", "a\nb", "a\udcff.toml", "\x1b[2J", "a\0b"):
        with pytest.raises(UsageError, match="is not a valid environment name; nothing was done"):
            environment.read(name)


def test_a_home_of_nobody_is_an_error(read_toml: ReadToml) -> None:
    read = read_toml('[database]\nurl = "embedded:~nobody-at-all/x"\n')
    with pytest.raises(SettingsError, match="~nobody-at-all/x cannot be resolved"):
        read.resolve(read.database.url.removeprefix("embedded:"))


def test_a_password_that_is_no_text_is_an_error_that_shows_nothing_of_it(
    read_toml: ReadToml, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_toml('[database]\nurl = "oracle+oracledb://u@h"\npassword_file = "secret"\n')
    (tmp_path / "secret").write_bytes(b"sesame\xff")
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(SettingsError, match=r"secret is not UTF-8; nothing was done$"):
        secret.password(read)
    monkeypatch.setenv("LAPSE_PASSWORD", "sesame\udcff")
    with pytest.raises(SettingsError, match=r"^the variable 'LAPSE_PASSWORD' is not UTF-8; nothing was done$"):
        read_toml("")
