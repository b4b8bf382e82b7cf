"""[[access_logs]] in the environment file: names, hints, and that they stand in one place."""

from pathlib import Path

import pytest

from runner.dba.lint import judge
from runner.dba.tree import dictionary
from runner.environment import file as environment
from runner.environment.toml import to_toml
from runner.errors import SettingsError, UsageError
from runner.statements.catalog import Catalog
from tests.command import called
from tests.unit.conftest import DATABASE, ReadToml

TWO = """
[hints]
stage_items = "index(l web_ix)"
[[access_logs]]
table = "app.web_log"
indexes = {web_ix = ["accessed_at"]}
[[access_logs]]
table = "app.Badge_Log"
columns = {program_id = "gate", user_id = "person", accessed_at = "seen_at"}
indexes = {badge_ix = ["seen_at", "gate"]}
hints = {stage_items = "index(l badge_ix)"}
"""


def test_hints_of_a_log_stand_in_the_place_of_the_common_ones(read_toml: ReadToml) -> None:
    settings = read_toml(TWO)
    stage = Catalog(settings).statement("jobs/sync/30_stage_items.sql")
    web, badge = stage.text.split("from app.badge_log")[0].split("from app.web_log")
    assert "select /*+ index(l web_ix) */" in web
    assert "select /*+ index(l badge_ix) */" in badge
    assert list(judge(stage, dictionary(settings))) == []


def test_hint_that_names_the_index_of_another_log_is_found(read_toml: ReadToml) -> None:
    settings = read_toml(TWO.replace("index(l badge_ix)", "index(l web_ix)"))
    stage = Catalog(settings).statement("jobs/sync/30_stage_items.sql")
    [finding] = judge(stage, dictionary(settings))
    assert "web_ix is an index of app.web_log, but the alias stands for app.badge_log" in finding.message


def test_hint_of_a_log_that_no_file_asks_for_is_refused(read_toml: ReadToml) -> None:
    with pytest.raises(SettingsError, match=r"hints.stage_item: no SQL file asks .* did you mean 'stage_items'"):
        Catalog(read_toml(TWO.replace("{stage_items", "{stage_item")))


def test_logs_named_in_both_places_are_refused(read_toml: ReadToml) -> None:
    for section, text in (
        ("tables", "[tables]\naccess_log = 'app.web_log'\n"),
        ("columns", "[columns.access_log]\nuser_id = 'member'\n"),
        ("indexes", "[indexes.access_log]\nweb_ix = ['accessed_at']\n"),
    ):
        words = rf"\n  name the access logs in \[\[access_logs\]\] or in \[{section}\] access_log, not in both"
        with pytest.raises(SettingsError, match=words):
            read_toml(text + TWO)


def test_same_log_named_twice_is_refused(read_toml: ReadToml) -> None:
    with pytest.raises(SettingsError, match=r"two of \[\[access_logs\]\] name the same table"):
        read_toml(TWO.replace("web_log", "BADGE_LOG"))


def test_an_unknown_key_of_a_log_names_the_nearest_one(read_toml: ReadToml) -> None:
    for right, wrong, unknown, nearest in (
        ("table =", "tabel =", "access_logs.0.tabel", "table"),
        ("accessed_at = 'seen_at'", "acessed_at = 'seen_at'", "access_logs.1.columns.acessed_at", "accessed_at"),
    ):
        with pytest.raises(SettingsError, match=f"{unknown}: unknown key; did you mean '{nearest}'"):
            read_toml(TWO.replace('"', "'").replace(right, wrong))


def test_settings_of_several_logs_read_back_the_same(read_toml: ReadToml) -> None:
    settings = read_toml(TWO)
    again = read_toml(to_toml(settings))
    assert again == settings
    assert [log.table for log in again.logs] == ["app.web_log", "app.badge_log"]
    assert again.logs[1].columns.user_id == "person"
    assert again.logs[1].hints == {"stage_items": "index(l badge_ix)"}


def test_env_prints_a_file_that_says_the_same(tmp_path: Path) -> None:
    for name, text in (("first", DATABASE + TWO), ("second", None)):
        printed = called("--env", str(tmp_path / "first.toml"), "env").out if text is None else text
        (tmp_path / f"{name}.toml").write_text(printed, encoding="utf-8")
    first, second = (environment.read(str(tmp_path / f"{name}.toml")) for name in ("first", "second"))
    assert second.model_dump() == first.model_dump()


def test_one_of_several_logs_must_be_named(read_toml: ReadToml) -> None:
    settings = read_toml(TWO)
    assert settings.log("APP.BADGE_LOG").columns.user_id == "person"
    for name in (None, "app.other_log"):
        with pytest.raises(UsageError, match=r"choose the access log: --table app.web_log or --table app.badge_log"):
            settings.log(name)
    assert read_toml("").log(None).table == "access_log"
