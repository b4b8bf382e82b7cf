"""The environment file: what may stand in it, and what variables lay over it."""

import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from runner.environment import file as environment
from runner.environment import toml
from runner.environment.file import Environment
from runner.environment.sections import AccessLogColumns, Columns, Guards, PermissionColumns, Policy, Sync, Tables
from runner.errors import SettingsError, UsageError
from tests.unit.conftest import ReadToml

IDENTIFIER_CHARACTERS = set(string.ascii_letters + string.digits + "_$#")
INJECTIONS = [
    "t; drop table t",
    "t--",
    "t/**/",
    't" x',
    "t x",
    "(select 1)",
    "t\n",
    "t@link",
    "1t",
    "_t",
    "größe",
    "a.b.c",
]


def _is_identifier(text: str) -> bool:
    return 0 < len(text) <= 128 and text[0] in string.ascii_letters and IDENTIFIER_CHARACTERS.issuperset(text)


identifiers = st.from_regex(r"[A-Za-z][A-Za-z0-9_$#]{0,127}", fullmatch=True)
almost = st.builds(
    lambda name, at, wrong: name[: at % len(name)] + wrong + name[at % len(name) :],
    identifiers,
    st.integers(0, 127),
    st.characters(),
)
no_identifiers = st.one_of(st.text(), almost).filter(lambda text: not _is_identifier(text))
hints = st.text(string.ascii_letters + string.digits + '_$#@"., ()').map(str.strip)


def test_an_unknown_key_names_the_nearest_one(read_toml: ReadToml) -> None:
    for text, unknown, nearest in (
        ("[guard]\nmax_revocations = 1", "guard", "guards"),
        ("[policy]\ninactive_days = 1", "policy.inactive_days", "inactivity_days"),
        ("[tables]\nown_schema = 'x'", "tables.own_schema", "schema"),
        ("[columns.permissions]\nuser_id = 'x'", "columns.permissions", "permission"),
        ("[columns.access_log]\nacessed_at = 'x'", "columns.access_log.acessed_at", "accessed_at"),
        ("[database]\nurl = 'embedded:x'\npasword_file = 'x'", "database.pasword_file", "password_file"),
    ):
        with pytest.raises(
            SettingsError, match=rf"{unknown}: unknown key; did you mean '{nearest}'\? \(known: .*{nearest}"
        ):
            read_toml(text)


def test_every_fault_of_a_file_is_named_at_once(read_toml: ReadToml) -> None:
    with pytest.raises(SettingsError) as raised:
        read_toml("[policy]\ninactivity_days = 0\n[sync]\nchunk_rows = 'many'\n[review]\nrequire = true\n")
    faults = str(raised.value).splitlines()[1:]
    assert [fault.split(":")[0].strip() for fault in faults] == [
        "policy.inactivity_days",
        "sync.chunk_rows",
        "review.require",
    ]


def test_what_a_file_leaves_out_has_its_default(read_toml: ReadToml) -> None:
    read = read_toml("")
    assert (read.tables, read.columns, read.policy) == (Tables(), Columns(), Policy())
    assert (read.sync, read.guards, read.hints) == (Sync(), Guards(), {})
    assert (read.policy.inactivity_days, read.guards.max_revocations, read.review.required) == (90, 1000, False)
    assert (read.tables.prefix, read.tables.own_schema) == ("lapse_", None)


def test_a_variable_overrides_the_file(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPSE_POLICY__INACTIVITY_DAYS", "180")
    for text in ("", "[policy]\ninactivity_days = 30\n"):
        assert read_toml(text).policy.inactivity_days == 180


def test_a_variable_overrides_its_key_and_no_other(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPSE_TABLES__SCHEMA", "owner")
    monkeypatch.setenv("LAPSE_COLUMNS__PERMISSION__USER_ID", "usr")
    monkeypatch.setenv("LAPSE_HINTS__MERGE_LAST_ACCESS", "")
    read = read_toml(
        "[tables]\nprefix = 'l_'\nschema = 'x'\n[columns.permission]\nprogram_id = 'prog'\n"
        "[hints]\nmerge_last_access = 'full(a)'\nstage_items = 'full(l)'\n"
    )
    assert read.tables == Tables.model_validate({"prefix": "l_", "schema": "owner"})
    assert read.columns == Columns(permission=PermissionColumns(program_id="prog", user_id="usr"))
    assert read.hints == {"merge_last_access": "", "stage_items": "full(l)"}


def test_a_fault_of_a_variable_names_the_variable_and_not_the_file(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value, reason in (
        ("LAPSE_POLICY__INACTIVITY_DAY", "1", "policy.inactivity_day: unknown key; did you mean 'inactivity_days'?"),
        ("LAPSE_POLICY__INACTIVITY_DAYS", "soon", "policy.inactivity_days: "),
        ("LAPSE_POLICY", '{"notice_days": -1}', "policy.notice_days: "),
        ("lapse_tables__permission", "p; drop table p", "tables.permission: not an Oracle identifier"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(SettingsError) as raised:
                read_toml("")
            head, line = str(raised.value).splitlines()
            assert head == "the settings in the variables cannot be used, nothing was done:"
            assert line.startswith(f"  variable {name}: {reason}")


def test_a_fault_of_the_file_is_its_own_beside_those_of_variables(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPSE_POLICY__INACTIVITY_DAYS", "soon")
    monkeypatch.setenv("LAPSE_SYNC", '{"chunk_rows": 7}')
    with pytest.raises(SettingsError) as raised:
        read_toml("[sync]\nmax_rejected = -1\n")
    head, policy, sync = str(raised.value).splitlines()
    assert head.endswith("customer.toml cannot be used, nothing was done:")
    assert policy.startswith("  variable LAPSE_POLICY__INACTIVITY_DAYS: policy.inactivity_days: ")
    assert sync.startswith("  sync.max_rejected: ")


def test_a_variable_that_is_no_json_is_not_blamed_on_the_file(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPSE_DATABASE", "embedded:x")
    with pytest.raises(SettingsError, match=r'^a variable LAPSE_\.\.\. is not JSON: .*"database"'):
        read_toml("")


def test_a_key_that_is_like_no_other_gets_the_known_ones(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"policy\.zzzzz: unknown key; \(known: inactivity_days, "):
        read_toml("[policy]\nzzzzz = 1\n")
    monkeypatch.setenv("LAPSE_ZZZZZ__X", "1")
    with pytest.raises(SettingsError, match="LAPSE_ZZZZZ__X names no section; known sections: database, tables, "):
        read_toml("")


def test_no_table_name_carries_sql(read_toml: ReadToml) -> None:
    for key in ("access_log", "permission", "schema", "prefix"):
        for value in INJECTIONS:
            text = value.replace("\n", "\\n").replace('"', '\\"')
            with pytest.raises(SettingsError, match=rf"tables\.{key}: not a"):
                read_toml(f'[tables]\n{key} = "{text}"\n')


@given(no_identifiers)
@example("a" * 129)
@example("t\n")
def test_a_name_is_an_oracle_identifier_or_refused(text: str) -> None:
    for key in ("schema", "prefix"):
        with pytest.raises(ValidationError, match="not an Oracle identifier"):
            Tables.model_validate({key: text})
    for model in (AccessLogColumns, PermissionColumns):
        for column in set(model.model_fields) - {"extra"}:
            with pytest.raises(ValidationError, match="not an Oracle identifier"):
                model.model_validate({column: text})
    with pytest.raises(ValidationError, match="not an Oracle identifier"):
        PermissionColumns.model_validate({"extra": {text: "date"}})
    for name in (text, f"{text}.t", f"t.{text}"):
        if all(_is_identifier(part) for part in name.split(".")) and name.count(".") == 1:
            continue  # the text was itself schema.table
        with pytest.raises(ValidationError, match="not a"):
            Tables(access_log=name)


@given(identifiers, identifiers)
@example("a" * 128, "Z$#_9")
def test_names_are_kept_in_lower_case_as_oracle_folds_them(first: str, second: str) -> None:
    names = {"access_log": f"{first}.{second}", "permission": second, "schema": first, "prefix": second[:30]}
    tables = Tables.model_validate(names)
    assert (tables.access_log, tables.permission) == (f"{first}.{second}".lower(), second.lower())
    assert (tables.own_schema, tables.prefix) == (first.lower(), second[:30].lower())


def test_a_prefix_leaves_room_for_the_names_made_with_it(read_toml: ReadToml) -> None:
    assert read_toml(f'[tables]\nprefix = "{"p" * 30}"\n').tables.prefix == "p" * 30
    with pytest.raises(SettingsError, match=r"tables\.prefix: .*30"):
        read_toml(f'[tables]\nprefix = "{"p" * 31}"\n')


def test_a_variable_of_an_unknown_section_is_refused(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPSE_GUARD__MAX_REVOCATIONS", "1")
    with pytest.raises(SettingsError, match=r"LAPSE_GUARD__MAX_REVOCATIONS .* did you mean LAPSE_GUARDS__"):
        read_toml("")


def test_a_hint_cannot_leave_its_comment(read_toml: ReadToml) -> None:
    for hint in ("full(p) */ delete", "/*+ full(p) */", "full(p)\\nx", "full(p); x", "full(p) -- x", "'"):
        with pytest.raises(
            SettingsError, match=r"hints\.delete_permissions: not a hint: write it without /\*\+ and \*/"
        ):
            read_toml(f'[hints]\ndelete_permissions = "{hint}"\n')


def test_a_column_type_that_the_archive_cannot_carry_is_refused(read_toml: ReadToml) -> None:
    for kind in ("clob", "varchar2", "varchar2(0)", "number)", "date default sysdate", "date\\n"):
        with pytest.raises(SettingsError, match="not a column type that the archive supports"):
            read_toml(f'[columns.permission.extra]\ngrantor = "{kind}"\n')


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
settings = st.fixed_dictionaries(
    {
        "url": texts.map(lambda path: f"embedded:{path}"),
        "prefix": identifiers.map(lambda name: name[:30]),
        "schema": st.none() | identifiers,
        "extra": st.dictionaries(identifiers, st.sampled_from(["date", "number(10, 2)", "VARCHAR2(30 char)"])),
        "hints": st.dictionaries(texts, hints),
        "percent": st.integers(0, 100) | st.floats(0.0001, 100),
        "required": st.booleans(),
    }
)


@given(settings)
def test_settings_printed_as_toml_are_the_same_settings(chosen: dict[str, object]) -> None:
    made = Environment.model_validate(
        {
            "database": {"url": chosen["url"], "password_file": "secret"},
            "tables": {"prefix": chosen["prefix"], "schema": chosen["schema"]},
            "columns": {"permission": {"extra": chosen["extra"]}},
            "hints": chosen["hints"],
            "guards": {"max_revocation_percent": chosen["percent"]},
            "review": {"required": chosen["required"]},
        }
    )
    assert Environment.model_validate(tomllib.loads(toml.to_toml(made))) == made


def test_a_path_counts_from_the_folder_of_the_file(
    read_toml: ReadToml, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for path in ("wallet", "../wallet", "/etc/wallet"):
        assert read_toml("").resolve(path) == (tmp_path / path).resolve()


def test_an_environment_is_named_after_its_file(read_toml: ReadToml) -> None:
    assert read_toml("").name == "customer"
    assert environment.read("prod").name == "prod"


def test_a_missing_environment_names_those_there_are() -> None:
    for name, said in (
        ("production", r"production\.toml; known environments: demo, dev, prod; nothing was done"),
        ("missing/production.toml", r"missing/production\.toml; known environments: .*demo, dev, prod"),
        ("prd", r"prd\.toml; did you mean prod\? \(known environments: demo, dev, prod\); nothing was done"),
    ):
        with pytest.raises(UsageError, match=said):
            environment.read(name)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    for content in (b"[database\n", b"url = 'embedded:\xff'\n", b"a = 1\na = 2\n"):
        path = tmp_path / "broken.toml"
        path.write_bytes(content)
        with pytest.raises(SettingsError, match=r"broken\.toml cannot be read: "):
            environment.read(str(path))


def test_a_folder_is_no_environment_file(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(SettingsError, match=r"folder\.toml cannot be read: "):
        environment.read(str(tmp_path / "folder.toml"))
