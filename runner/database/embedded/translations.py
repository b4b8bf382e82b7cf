"""Translations kept in a file: making them again would take most of a quiet evening.

Such a file only saves time. One that is missing, broken or of another translator counts for nothing.
"""

import atexit
import json
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from os import getpid
from pathlib import Path

FILE = ".lapse_translations.json"
_KEPT = 1000  # the newest, for each edit of a SQL file leaves a text behind that nobody asks for again
_UNUSABLE = (OSError, PackageNotFoundError, ValueError, LookupError, TypeError, RecursionError)


class Translations:
    """The translations of a process. Each depends on its text alone, so all databases share them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._written: dict[Path, frozenset[str]] = {}

    def keep(self, folder: Path) -> None:
        """Read the translations kept in a folder, and keep those of this process there as it ends; once a folder."""
        if folder not in self._written:
            self.read(folder)
            atexit.register(self.write, folder)

    def read(self, folder: Path) -> None:
        """Read the translations kept in a folder."""
        texts = _read(folder / FILE)
        self._written[folder] = frozenset(texts)
        self._known |= texts

    def text(self, rendered: str, where: str) -> str:
        """Return the translation of a rendered statement; arguments and errors as of translation.to_postgres."""
        key = sha256(rendered.encode()).hexdigest()
        if key not in self._known:
            from .translation import to_postgres

            self._known[key] = to_postgres(rendered, where)
        return self._known[key]

    def write(self, folder: Path) -> None:
        """Write the file of a folder that was read, if there are new translations and the folder can be written to."""
        if self._known.keys() <= self._written[folder]:
            return
        texts = dict(list(self._known.items())[-_KEPT:])
        unfinished = folder / f"{FILE}.{getpid()}"
        with suppress(*_UNUSABLE):
            try:
                with unfinished.open("x", encoding="utf-8") as file:
                    json.dump({"seal": _seal(texts), "texts": texts}, file)
                unfinished.replace(folder / FILE)
            finally:
                unfinished.unlink(missing_ok=True)


def _read(file: Path) -> dict[str, str]:
    with suppress(*_UNUSABLE):
        held = json.loads(file.read_bytes())
        texts: dict[str, str] = held["texts"]
        if held["seal"] == _seal(texts):
            return texts
    return {}


def _seal(texts: dict[str, str]) -> str:
    """Return the checksum of these texts and of the translator that made them."""
    return sha256(f"{_translator()}{json.dumps(texts)}".encode()).hexdigest()


@cache
def _translator() -> str:
    """Digest what a translation depends on: the translator, how long its sessions wait for a lock, and the parser."""
    beside = Path(__file__).with_name
    files = [beside(name) for name in ("translation.py", "server.py", "postgres.py")]
    files.append(Path(__file__).parents[2] / "statements" / "parsed.py")  # not imported: sqlglot takes a while
    return sha256(b"\0".join([version("sqlglot").encode(), *(file.read_bytes() for file in files)])).hexdigest()
