"""The file of translations: unchanged texts are not translated again, and no file of whatever kind does harm."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.database.embedded import translation
from runner.database.embedded import translations as translated
from runner.database.embedded.translation import to_postgres
from runner.database.embedded.translations import FILE, Translations
from runner.errors import TranslationError

TEXTS = ["select sysdate as now from dual", "select nvl(a.x, :x) from t a", "select a.ä || '\"\\' from t a"]
SCRIPT = """
import sys
from runner.database.session import Database
from runner.environment.file import read
database = Database(read(sys.argv[1]))
database.dialect.create()
with database.session() as session:
    session.query("ledger/read_clock.sql")
print("sqlglot" in sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the file of three translations."""
    _fill(tmp_path, *TEXTS)
    return tmp_path


@pytest.fixture
def translator(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which texts were translated since."""
    asked: list[str] = []

    def translate(text: str, where: str) -> str:
        asked.append(text)
        return to_postgres(text, where)

    monkeypatch.setattr(translation, "to_postgres", translate)
    return asked


def _fill(folder: Path, *texts: str) -> Translations:
    made = Translations()
    made.read(folder)
    for text in texts:
        assert made.text(text, "f.sql") == to_postgres(text, "f.sql")
    made.write(folder)
    return made


def _kept(folder: Path) -> int:
    return len(json.loads((folder / FILE).read_text(encoding="utf-8"))["texts"])


def test_unchanged_texts_are_translated_once(folder: Path, translator: list[str]) -> None:
    written = (folder / FILE).stat().st_ino
    _fill(folder, *TEXTS)
    assert translator == []
    assert (folder / FILE).stat().st_ino == written
    _fill(folder, "select 1 as one from dual", *TEXTS)
    assert translator == ["select 1 as one from dual"]
    assert _kept(folder) == 4
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_comment_that_changed_is_a_text_that_changed(folder: Path, translator: list[str]) -> None:
    changed = f"-- a comment\n{TEXTS[0]}"
    _fill(folder, changed)
    assert translator == [changed]


def _broken() -> dict[str, bytes]:
    return {
        "empty": b"",
        "no JSON": b"garbage",
        "no UTF-8": b"\xff\xfe\xfd",
        "a list": b"[]",
        "nothing in it": b"{}",
        "no texts": b'{"seal": "", "texts": null}',
        "too deep": b"[" * 100_000,
    }


@pytest.mark.parametrize("content", _broken().values(), ids=_broken())
def test_broken_file_counts_for_nothing_and_is_made_whole(folder: Path, translator: list[str], content: bytes) -> None:
    (folder / FILE).write_bytes(content)
    _fill(folder, TEXTS[0])
    assert translator == TEXTS[:1]
    assert _kept(folder) == 1


@pytest.mark.parametrize(("old", "new"), [(b"COALESCE", b"COALESCF"), (b'"seal": "', b'"seal": "0'), (b"}}", b"}")])
def test_file_with_a_byte_changed_counts_for_nothing(
    folder: Path, translator: list[str], old: bytes, new: bytes
) -> None:
    whole = (folder / FILE).read_bytes()
    assert old in whole
    (folder / FILE).write_bytes(whole.replace(old, new))
    _fill(folder, *TEXTS)
    assert translator == TEXTS
    assert (folder / FILE).read_bytes() == whole


def test_file_of_another_translator_counts_for_nothing(
    folder: Path, translator: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translated, "_translator", lambda: "another")
    _fill(folder, TEXTS[0])
    assert translator == TEXTS[:1]
    assert _kept(folder) == 1


@pytest.mark.parametrize(
    ("owner", "name", "other"), [(translated, "version", lambda package: "0"), (Path, "read_bytes", lambda path: b"")]
)
def test_translator_is_another_with_its_parser_and_its_source(
    owner: object, name: str, other: Callable[[object], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = translated._translator.__wrapped__()
    monkeypatch.setattr(owner, name, other)
    assert translated._translator.__wrapped__() != before


def test_file_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    _fill(gone, *TEXTS)
    assert not gone.exists()
    (tmp_path / FILE).mkdir()
    _fill(tmp_path, *TEXTS)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_databases_of_one_process_share_what_they_know(folder: Path, tmp_path: Path, translator: list[str]) -> None:
    other = tmp_path / "other"
    other.mkdir()
    both = Translations()
    both.read(folder)
    both.read(other)
    assert both.text(TEXTS[1], "f.sql") == to_postgres(TEXTS[1], "f.sql")
    both.write(folder)
    both.write(other)
    assert translator == []
    assert _kept(other) == 3


def test_only_the_newest_are_kept(folder: Path, translator: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translated, "_KEPT", 2)
    _fill(folder, "select 1 as one from dual")
    assert _kept(folder) == 2
    _fill(folder, "select 1 as one from dual", TEXTS[2])
    assert translator == ["select 1 as one from dual"]


def test_refusal_is_none_of_what_is_kept(folder: Path) -> None:
    known = Translations()
    for where in ("f.sql", "g.sql"):
        with pytest.raises(TranslationError, match=f"^{where}: "):
            known.text("select user from dual", where)


def test_second_process_does_not_load_the_parser(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'[database]\nurl = "{database_url}-beside"\n', encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(file)]
    outputs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert outputs == ["True\n", "False\n"]
