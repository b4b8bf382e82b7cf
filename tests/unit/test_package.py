"""The wheel: it holds what the repository has, and works where the repository is not."""

import os
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from runner.environment.file import HOME

BUILD = """
import sys, tarfile
from os import chdir
from setuptools import build_meta
built = build_meta.build_sdist("..")
tarfile.open("../" + built).extractall("../sdist", filter="data")
chdir("../sdist/" + built.removesuffix(".tar.gz"))
build_meta.build_wheel("../..")
"""
PLACES = {
    "runner": "lapse",
    "sql": "lapse/sql",
    "migrations": "lapse/migrations",
    "environments": "lapse/environments",
}


def _run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
    return subprocess.run(command, cwd=cwd, env=kept | variables, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files of the repository, those about to be added included."""
    listing = _run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=HOME)
    if listing.returncode:
        pytest.skip("no repository here that could be compared")
    return [name for name in listing.stdout.splitlines() if (HOME / name).exists()]


@pytest.fixture(scope="module")
def installed(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist of a clone, and unpacked."""
    folder = tmp_path_factory.mktemp("package")
    clone = folder / "clone"
    for name in tracked:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / name, clone / name, follow_symlinks=False)
    (clone / "sql" / "__pycache__").mkdir()
    (clone / "sql" / "__pycache__" / "left.pyc").touch()
    built = _run(sys.executable, "-c", BUILD, cwd=clone)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("lapse-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_files_of_the_repository_and_no_others(installed: Path, tracked: list[str]) -> None:
    parts = (name.partition("/") for name in tracked)
    expected = {f"{PLACES[top]}/{rest}" for top, _, rest in parts if top in PLACES}
    found = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    [information] = {name.partition("/")[0] for name in found} - {"lapse"}
    assert {name for name in found if not name.startswith(information)} == expected
    for name in ("project/lapse.mk", "sql/jobs/revoke/60_delete_permissions.sql", "migrations/env.py"):
        source = HOME / ("runner" if name.startswith("project") else "") / name
        assert (installed / "lapse" / name).read_bytes() == source.read_bytes()
    assert (installed / "lapse/project/crontab.example").read_bytes() == (HOME / "crontab.example").read_bytes()


def test_the_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    entries = ConfigParser()
    entries.read(next(installed.glob("*.dist-info")) / "entry_points.txt")
    module, _, function = entries["console_scripts"]["lapse"].partition(":")
    start = f"from {module} import {function}; {function}()"

    def lapse(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return _run(sys.executable, "-c", start, *arguments, cwd=cwd, PYTHONPATH=str(installed))

    nowhere = lapse("--env", "demo", "migrate", cwd=tmp_path)
    assert f"there is no folder environments in {tmp_path}" in nowhere.stderr
    assert "lapse init DIR" in nowhere.stderr
    assert list(tmp_path.iterdir()) == []

    project = tmp_path / "work"
    assert lapse("init", "work", cwd=tmp_path).returncode == 0
    reviewed = lapse("--env", "prod", "review", cwd=project)
    assert (reviewed.returncode, reviewed.stderr) == (0, "")
    assert _texts(project / "review") == _texts(HOME / "review")


def _texts(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.sql")}
