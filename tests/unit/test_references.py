"""The pages that are made from the code: as committed, and their examples are settings that lapse takes."""

import re
import tomllib
from typing import Any

import pytest
import tomli_w

from pages import environment
from pages.__main__ import PAGES
from runner.environment.file import HOME
from tests.unit.conftest import ReadToml


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_as_committed(name: str) -> None:
    committed = (HOME / "docs" / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "run 'make references' and commit docs/"


def test_the_examples_of_all_settings_are_an_environment(read_toml: ReadToml) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", environment.page(), re.MULTILINE | re.DOTALL)
    settings: dict[str, Any] = {}
    for block in blocks:
        for name, section in tomllib.loads(block).items():
            settings[name] = settings.get(name, {}) | section if isinstance(section, dict) else section
    several = settings.pop("access_logs")
    one_log = read_toml(tomli_w.dumps(settings))
    assert one_log.guards.max_log_age_hours == 48
    assert one_log.columns.permission.extra == {"department": "varchar2(40 char)"}
    for name in ("tables", "columns", "indexes"):
        del settings[name]["access_log"]
    [log] = read_toml(tomli_w.dumps(settings | {"access_logs": several})).logs
    assert (log.table, log.columns.accessed_at) == ("sso.logins", "logged_in_at")
