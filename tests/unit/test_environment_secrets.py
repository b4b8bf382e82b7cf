"""The environment file and passwords: never in a URL, a file that others read, an error or what is printed."""

import os
from pathlib import Path

import pytest

from runner.environment import toml
from runner.environment.secret import password as password_of
from runner.errors import SettingsError
from tests.unit.conftest import DATABASE, ReadToml


def test_a_url_with_a_password_is_refused_without_printing_it(read_toml: ReadToml) -> None:
    for url in (
        "oracle+oracledb://scott:tiger@db?service_name=X",
        "oracle+oracledb://scott:tiger@db:1521/X",
        "oracle+oracledb://scott:ti%40ger:tiger@db",
        "oracle+oracledb://scott/tiger@db",
        "oracle+oracledb://scott@db?service_name=X&password=tiger",
        "oracle+oracledb://scott@db?WALLET_PASSWORD=tiger",
        "oracle+oracledb://scott:ti/ger@db?service_name=X",
    ):
        with pytest.raises(SettingsError, match="a URL must not contain a password: set LAPSE_PASSWORD") as raised:
            read_toml(f'[database]\nurl = "{url}"\n')
        assert "tiger" not in str(raised.value)
        assert raised.value.__suppress_context__


def test_a_url_without_a_port_or_an_identifier_is_refused_without_printing_it(read_toml: ReadToml) -> None:
    for user_and_host, words in (("scott@db:tiger", "not a URL"), ("scott tiger;@db", "not an Oracle identifier")):
        with pytest.raises(SettingsError, match=words) as raised:
            read_toml(f'[database]\nurl = "oracle+oracledb://{user_and_host}?service_name=X"\n')
        assert "tiger" not in str(raised.value)


def test_a_url_of_another_database_is_refused(read_toml: ReadToml) -> None:
    for url in ("", "embedded:", "sqlite://", "postgresql://x", "oracle://x", "jdbc:oracle:thin:@x"):
        with pytest.raises(SettingsError, match=r"database\.url: write oracle\+oracledb://.* or embedded:PATH"):
            read_toml(f'[database]\nurl = "{url}"\n')


def test_a_password_file_that_others_can_read_is_refused(read_toml: ReadToml, tmp_path: Path) -> None:
    for mode in (0o640, 0o604, 0o644, 0o660):
        read = read_toml(DATABASE + 'password_file = "secret"\n')
        (tmp_path / "secret").write_text("tiger\n")
        (tmp_path / "secret").chmod(mode)
        with pytest.raises(SettingsError, match="is readable by other accounts: run chmod 600 on it") as raised:
            password_of(read)
        assert "tiger" not in str(raised.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a file that belongs to root")
def test_a_password_file_of_root_may_be_read_by_the_group_of_another_account(
    read_toml: ReadToml, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_toml(DATABASE + 'password_file = "secret"\n')
    (tmp_path / "secret").write_text("tiger\n")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for mode in (0o440, 0o640):
        (tmp_path / "secret").chmod(mode)
        assert password_of(read) == "tiger"
    for mode in (0o444, 0o460):
        (tmp_path / "secret").chmod(mode)
        with pytest.raises(SettingsError, match="is readable by other accounts"):
            password_of(read)


def test_a_password_file_of_its_owner_is_read_and_the_variable_wins(
    read_toml: ReadToml, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_toml(DATABASE + 'password_file = "secret"\n')
    (tmp_path / "secret").write_text("tiger\n")
    (tmp_path / "secret").chmod(0o600)
    assert password_of(read) == "tiger"
    monkeypatch.setenv("LAPSE_PASSWORD", "lion")
    assert password_of(read) == "lion"


def test_a_missing_password_file_says_what_to_set(read_toml: ReadToml) -> None:
    read = read_toml(DATABASE + 'password_file = "secret"\n')
    with pytest.raises(SettingsError, match=r"password file cannot be read .*: set LAPSE_PASSWORD, or password_file"):
        password_of(read)
    assert password_of(read_toml("")) is None


def test_settings_printed_hold_every_default_and_no_secret(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPSE_PASSWORD", "tiger")
    printed = toml.to_toml(read_toml(""))
    assert "inactivity_days = 90" in printed
    assert "max_revocation_percent = 5" in printed
    assert "tiger" not in printed
