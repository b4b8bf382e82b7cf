"""The overlay of a project: the files of its own sql/, which replace those that lapse ships or add to them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from ..environment.file import HOME
from ..errors import SqlFileError

FOLDER = "sql"
_SUFFIXES = (".sql", ".plsql")
_NOTE = "README.md"


@dataclass(frozen=True)
class Overlay:
    """The files of a project's own sql/.

    Attributes:
        folder: that folder; None where the project has none.
        replaces: the files that stand in place of a shipped one, relative to sql/.
        adds: the others.
    """

    folder: Path | None = None
    replaces: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All of them."""
        return self.replaces + self.adds

    def __str__(self) -> str:
        """Say, a line each, what the files do to the shipped ones; nothing where there are none."""
        said = [f"{FOLDER}/{path} replaces the file that lapse ships" for path in self.replaces]
        return "\n".join([*said, *(f"{FOLDER}/{path} adds to the files that lapse ships" for path in self.adds)])


def read(project: Path, shipped: Path) -> Overlay:
    """Read which files a project has of its own.

    Args:
        project: the folder of the project.
        shipped: the folder that its files are laid over.

    Raises:
        SqlFileError: a file cannot be read, is no UTF-8, is a link, has another suffix, or differs from a shipped one
            only by case.
    """
    folder = project / FOLDER
    if project == HOME or not (folder.is_dir() or folder.is_symlink()):
        return Overlay()
    known = {str(path.relative_to(shipped)) for path in shipped.rglob("*")}
    spelt = {path.casefold(): path for path in known}
    found = sorted(_files(folder))
    for path in found:
        for part in (path, *map(str, PurePosixPath(path).parents)):
            if (like := spelt.get(part.casefold(), part)) != part:
                raise SqlFileError(f"'{part}' differs from the shipped '{like}' only by case", str(folder / path))
    replaces = tuple(path for path in found if path in known)
    return Overlay(folder, replaces, tuple(path for path in found if path not in known))


def _files(folder: Path) -> Iterator[str]:
    """Yield the files of a project, relative to its folder; hidden ones are not its SQL."""
    _refuse_link(folder)
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in folders:
            _refuse_link(Path(place, name))
        for file in (Path(place, name) for name in names if not name.startswith(".")):
            if file.name == _NOTE:
                continue
            path = file.relative_to(folder).as_posix()
            _refuse_link(file)
            if file.suffix not in _SUFFIXES or not path.isprintable():
                raise SqlFileError(f"not a file of SQL: its name must end with {' or '.join(_SUFFIXES)}", str(file))
            try:
                file.read_text(encoding="utf-8")
            except OSError as error:
                _refuse(error)
            except UnicodeDecodeError as error:
                raise SqlFileError(f"not UTF-8: {error}", str(file)) from None
            yield path


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise SqlFileError("a link could change what was reviewed: replace it by what it leads to", str(path))


def _refuse(error: OSError) -> NoReturn:
    raise SqlFileError(f"cannot be read: {error.strerror or error}", str(error.filename)) from None
