"""What the unit tests share: environments written as the operator writes them, in a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.environment import file as environment
from runner.environment.file import Environment

ReadToml = Callable[[str], Environment]

DATABASE = '[database]\nurl = "oracle+oracledb://lapse_app@db.example.com:1521?service_name=PROD"\n'


@pytest.fixture
def read_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadToml:
    """Read a text as an environment file; where it has no [database], that of an Oracle is put before it."""
    monkeypatch.delenv("LAPSE_PASSWORD", raising=False)

    def read(text: str) -> Environment:
        path = tmp_path / "customer.toml"
        path.write_text(text if "[database]" in text else DATABASE + text, encoding="utf-8")
        return environment.read(str(path))

    return read
